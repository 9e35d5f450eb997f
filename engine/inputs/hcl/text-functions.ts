import { createRequire } from 'node:module';
import { formatText } from './format.ts';
import { type FunctionTable, table } from './function-table.ts';
import { graphemes } from './graphemes.ts';
import { isList, isSet, isWhole, numberOf, textOf, Unknown, type Value } from './value.ts';

const load = createRequire(import.meta.url);

/** Functions on text. Source: Terraform, String Functions. */
export const TEXT_FUNCTIONS: FunctionTable = table('whole', {
  chomp: text1((text) => text.replace(/[\r\n]+$/, '')),
  lower: text1((text) => mapLetters(text, (letter) => letter.toLowerCase())),
  upper: text1((text) => mapLetters(text, (letter) => letter.toUpperCase())),
  title: text1((text) => text.replace(/(?<![\p{L}\p{N}_])\p{L}/gu, (letter) => letter.toUpperCase())),
  trimspace: text1((text) => text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$|^\u0085+|\u0085+$/g, '')),
  strrev: text1((text) => [...graphemes(text)].reverse().join('')),
  trimprefix: text2((text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimsuffix: text2((text, suffix) => (suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text)),
  trim: text2((text, cutset) => {
    const characters = new Set(cutset);
    const points = [...text];
    let start = 0;
    let end = points.length;
    while (start < end && characters.has(points[start] as string)) start += 1;
    while (end > start && characters.has(points[end - 1] as string)) end -= 1;
    return points.slice(start, end).join('');
  }),
  startswith: text2((text, prefix) => text.startsWith(prefix)),
  endswith: text2((text, suffix) => text.endsWith(suffix)),
  strcontains: text2((text, part) => text.includes(part)),
  split: text2((separator, text) =>
    text === '' ? (separator === '' ? [] : ['']) : separator === '' ? Array.from(text) : text.split(separator),
  ),
  join: (separator, ...lists) => {
    const between = textOf(separator ?? null);
    if (between === undefined || lists.length === 0 || !lists.every(isList)) return undefined;
    const items = lists.flatMap((list) => list as readonly Value[]).map(textOf);
    return items.includes(undefined) ? undefined : items.join(between);
  },
  substr: (text, offset, length) => {
    const given = textOf(text ?? null);
    const from = numberOf(offset ?? null);
    const size = numberOf(length ?? null);
    if (given === undefined || from === undefined || size === undefined) return undefined;
    const points = graphemes(given);
    const start = from < 0 ? Math.max(0, points.length + from) : from;
    return points.slice(start, size < 0 ? undefined : start + size).join('');
  },
  indent: (size, text) => {
    const count = numberOf(size ?? null);
    const given = textOf(text ?? null);
    if (count === undefined || given === undefined) return undefined;
    return given.replaceAll('\n', `\n${' '.repeat(Math.min(Math.max(count, 0), 1000))}`);
  },
  replace: (text, part, by) => {
    const [given, searched, put] = [text, part, by].map((value) => textOf(value ?? null));
    if (given === undefined || searched === undefined || put === undefined) return undefined;
    if (searched.length < 2 || !searched.startsWith('/') || !searched.endsWith('/'))
      return given.replaceAll(searched, () => put);
    return replaceMatches(given, searched.slice(1, -1), put);
  },
  regex: (expression, text) => matches(expression, text)?.[0],
  regexall: (expression, text) => matches(expression, text),
  format: (spec, ...values) => {
    const text = textOf(spec ?? null);
    return text === undefined ? undefined : formatText(text, values);
  },
  formatlist: (spec, ...values) => {
    const text = textOf(spec ?? null);
    if (text === undefined) return undefined;
    if (values.includes(null)) return new Unknown('a value that is null is filled in');
    if (values.some((value) => isSet(value) && !isWhole(value)))
      return new Unknown('the members of a set are not known');
    const sizes = new Set(values.filter(isList).map((list) => list.length));
    if (sizes.size > 1) return undefined;
    const [size = 1] = sizes;
    const made = Array.from({ length: size }, (_, index) =>
      formatText(
        text,
        values.map((value) => (isList(value) ? (value[index] ?? null) : value)),
      ),
    );
    const open = made.find((one) => one instanceof Unknown);
    if (open !== undefined) return open;
    return made.includes(undefined) ? undefined : (made as string[]);
  },
});

/** Letters one by one: `ß` has no upper case of one letter and stays, as in Go. */
function mapLetters(text: string, map: (letter: string) => string): string {
  return Array.from(text, (letter) => {
    const mapped = Array.from(map(letter));
    // The dotted capital I is a plain i in lower case.
    return mapped.length === 1 || letter === '\u0130' ? (mapped[0] ?? '') : letter;
  }).join('');
}

function text1(run: (text: string) => Value): (value?: Value) => Value | undefined {
  return (value) => {
    const text = textOf(value ?? null);
    return text === undefined ? undefined : run(text);
  };
}

function text2(run: (first: string, second: string) => Value): (...values: Value[]) => Value | undefined {
  return (first, second) => {
    const a = textOf(first ?? null);
    const b = textOf(second ?? null);
    return a === undefined || b === undefined ? undefined : run(a, b);
  };
}

/** Regular expressions are RE2's, which take linear time; the package is loaded when one is met. */
function pattern(source: string) {
  const { RE2JS } = load('re2js') as typeof import('re2js');
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}

/** Fills `$1`, `${1}`, `$name` of each match in, as Go does: what names no group is empty, `$$` is a dollar. */
function replaceMatches(text: string, source: string, put: string): string | undefined {
  const compiled = pattern(source);
  if (compiled === undefined) return undefined;
  const names = compiled.namedGroups() as { readonly [name: string]: number };
  let made = '';
  let from = 0;
  for (const { start, end, groups } of eachMatch(compiled, text)) {
    made += text.slice(from, start);
    made += put.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return whole === '$$' ? '$' : '';
      const index = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
      return (index === undefined ? undefined : groups[index]) ?? '';
    });
    from = end;
  }
  return made + text.slice(from);
}

const MAX_MATCHES = 10_000;

/** Every match in order, as Go finds them: an empty one right after another is none. */
function* eachMatch(compiled: NonNullable<ReturnType<typeof pattern>>, text: string) {
  const matcher = compiled.matcher(text);
  let last = -1;
  for (let count = 0; count < MAX_MATCHES && matcher.find(); count += 1) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && start === last) continue;
    last = end;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? null);
    yield { start, end, groups };
  }
}

/** Every match as `regex` gives one: the text, or its groups as a list or by name. */
function matches(expression: Value | undefined, value: Value | undefined): Value[] | undefined {
  const source = textOf(expression ?? null);
  const text = textOf(value ?? null);
  if (source === undefined || text === undefined) return undefined;
  const compiled = pattern(source);
  if (compiled === undefined) return undefined;
  const names = Object.entries(compiled.namedGroups() as { readonly [name: string]: number });
  const found: Value[] = [];
  for (const { groups } of eachMatch(compiled, text)) {
    const [whole = '', ...inner] = groups;
    if (inner.length === 0) found.push(whole);
    else if (names.length === 0) found.push(inner);
    else found.push(new Map(names.map(([name, index]) => [name, groups[index] ?? null])));
  }
  return found;
}
