import type { BuiltinContext } from './context.ts';
import { failure } from './errors.ts';

/** One position of a simple glob: the characters it takes (`undefined` = any) and how often. */
type Token = { readonly characters: ReadonlySet<string> | undefined; readonly flag: '' | '+' | '*' };

const MAX_RANGE = 10_000;

/**
 * Whether some text that is not empty matches both globs of this small language: `.`, `[a-z]`, escapes, `*` and `+`.
 * Shape:  a search over pairs of positions, so its time is the product of the lengths.
 * Source: OPA regex.globs_match, github.com/yashtewari/glob-intersection.
 */
export function globsIntersect(context: BuiltinContext, left: string, right: string): boolean {
  const a = tokenize(left);
  const b = tokenize(right);
  context.charge((a.length + 1) * (b.length + 1));
  if (a.length === 0 && b.length === 0) return true;
  const seen = new Set<number>();
  const queue: (readonly [number, number, boolean])[] = [[0, 0, false]];
  const visit = (i: number, j: number, isMatched: boolean) => {
    const id = (i * (b.length + 1) + j) * 2 + (isMatched ? 1 : 0);
    if (seen.has(id)) return;
    seen.add(id);
    queue.push([i, j, isMatched]);
  };
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [i, j, isMatched] = next;
    if (isMatched && i === a.length && j === b.length) return true;
    const [x, y] = [a[i], b[j]];
    if (x?.flag === '*') visit(i + 1, j, isMatched);
    if (y?.flag === '*') visit(i, j + 1, isMatched);
    if (x === undefined || y === undefined || !overlap(x, y)) continue;
    visit(i + 1, j + 1, true);
    if (x.flag !== '') visit(i, j + 1, true);
    if (y.flag !== '') visit(i + 1, j, true);
  }
  return false;
}

function overlap(a: Token, b: Token): boolean {
  if (a.characters === undefined || b.characters === undefined) return true;
  for (const character of a.characters) if (b.characters.has(character)) return true;
  return false;
}

function tokenize(input: string): readonly Token[] {
  const characters = Array.from(input);
  const tokens: Token[] = [];
  const fault = (at: number, what: string) =>
    failure(`input:${input}, pos:${at}, ${what}: the input provided is invalid`);
  let at = 0;
  while (at < characters.length) {
    const character = characters[at] as string;
    let taken: ReadonlySet<string> | undefined;
    at++;
    if (character === '\\') {
      if (at >= characters.length) throw fault(at - 1, 'input ends with a \\ (escape) character');
      taken = new Set([characters[at] as string]);
      at++;
    } else if (character === '[') {
      const set = readSet(characters, at, fault);
      taken = set.members;
      at = set.end;
    } else if (character === ']') throw fault(at, "set-close ']' with no preceding '['");
    else if (character === '+' || character === '*')
      throw fault(at, `flag '${character}' must be preceded by a non-flag`);
    else if (character !== '.') taken = new Set([character]);
    const flag = characters[at] === '+' || characters[at] === '*' ? (characters[at] as '+' | '*') : '';
    if (flag !== '') at++;
    tokens.push({ characters: taken, flag });
  }
  return tokens;
}

function readSet(
  characters: readonly string[],
  start: number,
  fault: (at: number, what: string) => unknown,
): { readonly members: ReadonlySet<string>; readonly end: number } {
  const members = new Set<string>();
  let previous: string | undefined;
  for (let at = start; at < characters.length; at++) {
    let character = characters[at] as string;
    const isEscaped = character === '\\';
    if (isEscaped) {
      at++;
      if (at >= characters.length) throw fault(at - 1, 'input ends with a \\ (escape) character');
      character = characters[at] as string;
    }
    if (!isEscaped && character === ']') return { members, end: at + 1 };
    if (!isEscaped && character === '-') {
      if (previous === undefined) throw fault(at + 1, "range character '-' must be preceded by a Unicode character");
      at++;
      const last = characters[at] === '\\' ? characters[++at] : characters[at];
      if (last === undefined) throw fault(at, "range character '-' must be followed by a Unicode character");
      if (characters[at - 1] !== '\\' && (last === ']' || last === '-'))
        throw fault(at + 1, "range character '-' cannot be followed by a special symbol");
      const [from, to] = [previous.codePointAt(0) as number, last.codePointAt(0) as number];
      if (to < from || to - from > MAX_RANGE)
        throw fault(at + 1, `range is out of order: '${last}' comes before '${previous}' in Unicode`);
      for (let code = from; code <= to; code++) members.add(String.fromCodePoint(code));
      previous = undefined;
      continue;
    }
    members.add(character);
    previous = character;
  }
  throw fault(characters.length, 'found [ without matching ]');
}
