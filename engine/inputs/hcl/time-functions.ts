import { type FunctionTable, table } from './function-table.ts';
import { textOf, Unknown, type Value } from './value.ts';

/** Functions on points in time that are given. Source: Terraform, Date and Time Functions; cty, stdlib/datetime.go. */
export const TIME_FUNCTIONS: FunctionTable = table('whole', {
  formatdate: (spec, timestamp) => {
    const text = textOf(spec ?? null);
    const time = readTime(timestamp);
    return text === undefined || time === undefined ? undefined : formatTime(text, time);
  },
  timeadd: (timestamp, duration) => {
    const time = readTime(timestamp);
    const added = readDuration(textOf(duration ?? null) ?? '');
    if (time === undefined || added === undefined) return undefined;
    if (time.fraction !== '' || !Number.isInteger(added / 1000))
      return new Unknown('parts of seconds are not followed');
    return timeText({ ...time, local: time.local + added });
  },
  timecmp: (left, right) => {
    const [a, b] = [readTime(left), readTime(right)];
    if (a === undefined || b === undefined) return undefined;
    const difference = a.local - a.offset * 60_000 - (b.local - b.offset * 60_000);
    if (difference !== 0) return Math.sign(difference);
    const [x, y] = [a.fraction.padEnd(9, '0'), b.fraction.padEnd(9, '0')];
    return x === y ? 0 : x < y ? -1 : 1;
  },
});

/** A point in time. Units: `local` are milliseconds as if in UTC, `offset` minutes east of it, `fraction` digits of seconds. */
type Time = { readonly local: number; readonly offset: number; readonly fraction: string };

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([-+])(\d\d):(\d\d))$/;

function readTime(value: Value | undefined): Time | undefined {
  const found = TIME.exec(textOf(value ?? null) ?? '');
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const [hours, minutes] = [Number(found[9] ?? 0), Number(found[10] ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  const offset = (found[8] === '-' ? -1 : 1) * (hours * 60 + minutes);
  const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  return { local, offset, fraction: found[7] ?? '' };
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ns', 1e-6],
]);

function readDuration(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!/^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, digits, unit = ''] of text.matchAll(/([\d.]+)(h|ms|m|s|us|µs|μs|ns)/g))
    sum += Number(digits) * (UNITS.get(unit) ?? 0);
  return text.startsWith('-') ? -sum : sum;
}

function timeText({ local, offset }: Time): string {
  const text = new Date(local).toISOString().slice(0, 19);
  return offset === 0 ? `${text}Z` : `${text}${offsetText(offset, ':')}`;
}

function offsetText(offset: number, between: string): string {
  const size = Math.abs(offset);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${between}${two(size % 60)}`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** Undefined where the format holds letters that mean nothing, or an open quote. */
function formatTime(spec: string, time: Time): string | undefined {
  let made = '';
  for (let at = 0; at < spec.length; ) {
    const letter = spec.charAt(at);
    if (letter === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(spec.slice(at));
      if (quoted === null) return undefined;
      made += quoted[1] === '' ? "'" : (quoted[1] as string).replaceAll("''", "'");
      at += quoted[0].length;
    } else if (/[A-Za-z]/.test(letter)) {
      const run = /^(.)\1*/.exec(spec.slice(at))?.[0] ?? letter;
      const text = fieldText(run, time);
      if (text === undefined) return undefined;
      made += text;
      at += run.length;
    } else {
      made += letter;
      at += 1;
    }
  }
  return made;
}

function fieldText(run: string, { local, offset }: Time): string | undefined {
  const date = new Date(local);
  const two = (value: number) => String(value).padStart(2, '0');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const hour = date.getUTCHours();
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const day = DAYS[date.getUTCDay()] ?? '';
  const numbers: { readonly [letter: string]: number } = {
    M: date.getUTCMonth() + 1,
    D: date.getUTCDate(),
    h: hour,
    H: twelve,
    m: date.getUTCMinutes(),
    s: date.getUTCSeconds(),
  };
  const number = numbers[run.charAt(0)];
  if (number !== undefined && run.length <= 2) return run.length === 1 ? String(number) : two(number);
  switch (run) {
    case 'YYYY':
      return year;
    case 'YY':
      return year.slice(2);
    case 'MMMM':
      return month;
    case 'MMM':
      return month.slice(0, 3);
    case 'EEEE':
      return day;
    case 'EEE':
      return day.slice(0, 3);
    case 'AA':
      return hour < 12 ? 'AM' : 'PM';
    case 'aa':
      return hour < 12 ? 'am' : 'pm';
    case 'Z':
      return offset === 0 ? 'Z' : offsetText(offset, ':');
    case 'ZZZ':
      return offset === 0 ? 'UTC' : offsetText(offset, '');
    case 'ZZZZ':
      return offsetText(offset, '');
    case 'ZZZZZ':
      return offsetText(offset, ':');
    default:
      return undefined;
  }
}
