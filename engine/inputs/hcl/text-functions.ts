import { createRequire } from 'node:module';
import { type FunctionTable, table } from './function-table.ts';
import { isList, isMap, numberOf, numberText, textOf, type Value } from './value.ts';

const load = createRequire(import.meta.url);

/** Functions on text. Source: Terraform, String Functions. */
export const TEXT_FUNCTIONS: FunctionTable = table('whole', {
  chomp: text1((text) => text.replace(/(?:\r?\n)+$/, '')),
  lower: text1((text) => mapLetters(text, (letter) => letter.toLowerCase())),
  upper: text1((text) => mapLetters(text, (letter) => letter.toUpperCase())),
  title: text1((text) => text.replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase())),
  trimspace: text1((text) => text.trim()),
  strrev: text1((text) => [...text].reverse().join('')),
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
  split: text2((separator, text) => (text === '' ? [''] : text.split(separator))),
  join: (separator, ...lists) => {
    const between = textOf(separator ?? null);
    const items = lists.flatMap((list) => (isList(list) ? list : [])).map(textOf);
    return between === undefined || items.includes(undefined) ? undefined : items.join(between);
  },
  substr: (text, offset, length) => {
    const points = [...(textOf(text ?? null) ?? '')];
    const from = numberOf(offset ?? null);
    const size = numberOf(length ?? null);
    if (from === undefined || size === undefined) return undefined;
    const start = from < 0 ? points.length + from : from;
    return points.slice(start, size < 0 ? undefined : start + size).join('');
  },
  indent: (size, text) => {
    const count = numberOf(size ?? null);
    const given = textOf(text ?? null);
    return count === undefined || given === undefined ? undefined : given.replaceAll('\n', `\n${' '.repeat(count)}`);
  },
  replace: (text, part, by) => {
    const [given, searched, put] = [text, part, by].map((value) => textOf(value ?? null));
    if (given === undefined || searched === undefined || put === undefined) return undefined;
    if (!/^\/.+\/$/s.test(searched)) return given.replaceAll(searched, () => put);
    return pattern(searched.slice(1, -1))
      ?.matcher(given)
      .replaceAll(put.replace(/\$\{?(\w+)\}?/g, '$$$1'), true);
  },
  regex: (expression, text) => matches(expression, text)?.[0],
  regexall: (expression, text) => matches(expression, text),
  format: (spec, ...values) => {
    const text = textOf(spec ?? null);
    return text === undefined ? undefined : formatText(text, values);
  },
  formatlist: (spec, ...values) => {
    const text = textOf(spec ?? null);
    const size = values.find(isList)?.length ?? 1;
    if (text === undefined) return undefined;
    const made = Array.from({ length: size }, (_, index) =>
      formatText(
        text,
        values.map((value) => (isList(value) ? (value[index] ?? null) : value)),
      ),
    );
    return made.includes(undefined) ? undefined : (made as string[]);
  },
});

/** Letters one by one: `ß` has no upper case of one letter and stays, as in Go. */
function mapLetters(text: string, map: (letter: string) => string): string {
  return Array.from(text, (letter) => (Array.from(map(letter)).length === 1 ? map(letter) : letter)).join('');
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

/** Every match as `regex` gives one: the text, or its groups as a list or by name. */
function matches(expression: Value | undefined, value: Value | undefined): Value[] | undefined {
  const source = textOf(expression ?? null);
  const text = textOf(value ?? null);
  if (source === undefined || text === undefined) return undefined;
  const compiled = pattern(source);
  if (compiled === undefined) return undefined;
  const names = Object.entries(compiled.namedGroups() as { readonly [name: string]: number });
  const matcher = compiled.matcher(text);
  const found: Value[] = [];
  while (found.length < 1000 && matcher.find()) {
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? null);
    if (groups.length === 0) found.push(matcher.group() ?? '');
    else if (names.length === 0) found.push(groups);
    else found.push(new Map(names.map(([name, index]) => [name, groups[index - 1] ?? null])));
  }
  return found;
}

/** The verbs of `format` that are in use: `%s %d %v %q %t %x %f %%` with width and precision. */
function formatText(spec: string, values: readonly Value[]): string | undefined {
  let next = 0;
  let isWrong = false;
  const made = spec.replace(
    /%(?:\[(\d+)\])?([-+0 #]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, index: string | undefined, flags: string, width: string | undefined, precision: string | undefined, verb) => {
      if (verb === '%') return '%';
      if (index !== undefined) next = Number(index) - 1;
      const text = formatOne(verb, values[next] ?? null, flags, precision);
      next += 1;
      if (text === undefined) isWrong = true;
      const size = Number(width ?? 0);
      if (flags.includes('-')) return (text ?? '').padEnd(size);
      const isZero = flags.includes('0') && verb !== 's' && verb !== 'q';
      if (isZero && text?.startsWith('-')) return `-${text.slice(1).padStart(size - 1, '0')}`;
      return (text ?? '').padStart(size, isZero ? '0' : ' ');
    },
  );
  return isWrong ? undefined : made;
}

function formatOne(verb: string, value: Value, flags: string, precision: string | undefined): string | undefined {
  const number = numberOf(value);
  const signed = (text: string) => (flags.includes('+') && number !== undefined && number >= 0 ? `+${text}` : text);
  switch (verb) {
    case 's':
      return textOf(value)?.slice(0, precision === undefined ? undefined : Number(precision));
    case 'v':
      return textOf(value) ?? (value === null ? 'null' : isList(value) || isMap(value) ? undefined : undefined);
    case 'q':
      return textOf(value) === undefined ? undefined : JSON.stringify(textOf(value));
    case 't':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'd':
      return number === undefined ? undefined : signed(numberText(Math.trunc(number)));
    case 'f':
      return number === undefined ? undefined : signed(number.toFixed(Number(precision ?? 6)));
    case 'x':
    case 'X': {
      if (number === undefined) return undefined;
      const text = number.toString(16);
      return verb === 'X' ? text.toUpperCase() : text;
    }
    case 'b':
    case 'o':
      return number?.toString(verb === 'b' ? 2 : 8);
    default:
      return undefined;
  }
}
