import type { RandomProgram, RandomRule } from '../random-programs.ts';

/** Makes a program smaller, one part after the other, for as long as it keeps failing. */
export function shrink(program: RandomProgram, fails: (smaller: RandomProgram) => boolean): RandomProgram {
  let best = program;
  let isSmaller = true;
  while (isSmaller) {
    isSmaller = false;
    for (const candidate of smallerPrograms(best)) {
      if (!fails(candidate)) continue;
      best = candidate;
      isSmaller = true;
      break;
    }
  }
  return best;
}

function* smallerPrograms(program: RandomProgram): Generator<RandomProgram> {
  for (const rules of smallerLists(program.rules, smallerRules)) yield { ...program, rules };
  if (program.version === 'v0') yield { ...program, version: 'v1' };
  for (const key of ['input', 'base'] as const) {
    for (const document of smallerDocuments(program[key])) yield { ...program, [key]: document };
  }
}

function* smallerLists<T>(items: readonly T[], smaller: (item: T) => Iterable<T>): Generator<readonly T[]> {
  for (let index = items.length - 1; index >= 0; index--) yield [...items.slice(0, index), ...items.slice(index + 1)];
  for (const [index, item] of items.entries()) {
    for (const less of smaller(item)) yield [...items.slice(0, index), less, ...items.slice(index + 1)];
  }
}

function* smallerRules(rule: RandomRule): Generator<RandomRule> {
  for (const lines of smallerLists(rule.lines, smallerLines)) yield { ...rule, lines };
  for (const tail of smallerLists(rule.tail, smallerRules)) yield { ...rule, tail };
  for (const head of smallerLines(rule.head)) yield { ...rule, head };
}

/** A line without one of its modifiers or with a bracketed part replaced by something short. */
function* smallerLines(line: string): Generator<string> {
  for (const match of line.matchAll(/ with \S+ as [^ ]+$/g)) yield line.slice(0, match.index);
  for (const match of line.matchAll(/[([{][^()[\]{}]*[)\]}]/g)) {
    const whole = match[0];
    const inside = whole.slice(1, -1);
    // Behind a name a bracket is a call or a lookup: what is in it cannot stand alone.
    const isJoined = /[\w.)\]}"]$/.test(line.slice(0, match.index));
    const put = (text: string) => line.slice(0, match.index) + text + line.slice(match.index + whole.length);
    if (isJoined) continue;
    for (const part of inside.split(', ')) if (part !== '' && part !== whole) yield put(part);
    for (const part of inside.split(/ [|+*/%-] /)) if (part !== inside) yield put(part);
    for (const text of ['[]', '{}', '"a"']) if (whole.length > text.length) yield put(text);
    if (inside.includes('; ')) yield put(whole[0] + inside.split('; ').slice(1).join('; ') + whole[whole.length - 1]);
  }
  for (const match of line.matchAll(/\b[a-z_.]+\(/g))
    yield line.slice(0, match.index) + line.slice(match.index + match[0].length - 1);
}

function* smallerDocuments(document: RandomProgram['input']): Generator<RandomProgram['input']> {
  if (document === null || typeof document !== 'object') return;
  if (Array.isArray(document)) {
    for (let index = 0; index < document.length; index++) yield document.filter((_, at) => at !== index);
    return;
  }
  const entries = Object.entries(document as Readonly<Record<string, RandomProgram['input']>>);
  for (const [key] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== key));
  for (const [key, value] of entries) {
    for (const less of smallerDocuments(value)) {
      yield Object.fromEntries(entries.map(([name, old]) => [name, name === key ? less : old]));
    }
  }
}
