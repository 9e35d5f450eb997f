import type { BuiltinContext } from './context.ts';
import { failure } from './errors.ts';

/** One position of a simple glob: the characters it takes (`undefined` = any) and how often. */
type Token = { readonly characters: ReadonlySet<string> | undefined; readonly flag: '' | '+' | '*' };

const MAX_RANGE = 10_000;

/** More tokens than this are refused: the search calls itself once for each. */
const MAX_TOKENS = 2000;

/**
 * Whether two globs of this small language can match the same text: `.`, `[a-z]`, escapes, `*` and `+`.
 * Shape:  the search gives up where OPA's does: a `*` stops at the token that the one after it matches, so that `aa*`
 *         and `a` do not meet. Each pair of positions is searched once, so its time is the product of the lengths.
 * Source: OPA regex.globs_match, github.com/yashtewari/glob-intersection.
 */
export function globsIntersect(context: BuiltinContext, left: string, right: string): boolean {
  const [a, b] = [tokenize(left), tokenize(right)];
  if (a.length + b.length > MAX_TOKENS) throw failure('globs are too long');
  context.charge((a.length + 1) * (b.length + 1));
  const trimmed = trim(a, b);
  return trimmed !== undefined && new Search(context, trimmed).meets(0, 0, 1, 0);
}

/** Cuts off what both have without flags at their ends, but for one token each; undefined where that does not meet. */
function trim(a: readonly Token[], b: readonly Token[]): readonly [readonly Token[], readonly Token[]] | undefined {
  const isPlain = (i: number, j: number) => a[i]?.flag === '' && b[j]?.flag === '';
  let start = 0;
  for (; isPlain(start, start); start++) if (!overlap(a[start] as Token, b[start] as Token)) return undefined;
  if (start > 0) start--;
  let [i, j] = [a.length - 1, b.length - 1];
  for (; i >= start && j >= start && isPlain(i, j); i--, j--)
    if (!overlap(a[i] as Token, b[j] as Token)) return undefined;
  const kept = i < a.length - 1 ? 1 : 0;
  return [a.slice(start, i + 1 + kept), b.slice(start, j + 1 + kept)];
}

/** Looks through the rest of one glob from `i` against the rest of the other from `j`; `g` and `h` say which is which. */
class Search {
  readonly #context: BuiltinContext;
  readonly #globs: readonly [readonly Token[], readonly Token[]];
  readonly #known = new Map<number, boolean>();

  constructor(context: BuiltinContext, globs: readonly [readonly Token[], readonly Token[]]) {
    this.#context = context;
    this.#globs = globs;
  }

  meets(g: 0 | 1, i: number, h: 0 | 1, j: number): boolean {
    const [a, b] = [this.#globs[g], this.#globs[h]];
    const id = (i * MAX_TOKENS + j) * 2 + g;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    this.#context.charge(1);
    let [x, y] = [i, j];
    let found: boolean | undefined;
    for (; found === undefined && x < a.length && y < b.length; x++, y++) {
      const [left, right] = [a[x] as Token, b[y] as Token];
      if (left.flag !== '') found = this.#repeated(left.flag, g, x, h, y);
      else if (right.flag !== '') found = this.#repeated(right.flag, h, y, g, x);
      else if (!overlap(left, right)) found = false;
    }
    found ??= x === a.length && y === b.length;
    this.#known.set(id, found);
    return found;
  }

  #repeated(flag: '+' | '*', g: 0 | 1, i: number, h: 0 | 1, j: number): boolean {
    if (flag === '*') return this.#starred(g, i, h, j);
    const other = this.#globs[h][j] as Token;
    if (!overlap(this.#globs[g][i] as Token, other)) return false;
    return this.#starred(g, i, h, j + 1) || (other.flag !== '' && this.meets(g, i + 1, h, j));
  }

  #starred(g: 0 | 1, i: number, h: 0 | 1, j: number): boolean {
    const [star, next] = [this.#globs[g][i] as Token, this.#globs[g][i + 1]];
    const others = this.#globs[h];
    for (let at = j; at < others.length; at++) {
      const other = others[at] as Token;
      this.#context.charge(1);
      if (next !== undefined && overlap(other, next) && this.meets(g, i + 1, h, at)) return true;
      if (!overlap(other, star)) return false;
    }
    return next === undefined;
  }
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
      if (at >= characters.length - 1) throw fault(at, "range character '-' must be followed by a Unicode character");
      const last = characters[at] === '\\' ? characters[++at] : characters[at];
      if (last === undefined) throw fault(at - 1, 'input ends with a \\ (escape) character');
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
