import { daysInMonth, momentOf } from './civil-time.ts';
import { failure } from './errors.ts';
import { type Chunk, chunksOf, MONTHS, quoteTime, WEEKDAYS } from './go-layout.ts';

/** What has been read so far; undefined means not given. */
type Fields = {
  year: number;
  month: number | undefined;
  day: number | undefined;
  dayOfYear: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  isAfternoon: boolean | undefined;
  offset: number | undefined;
};

/**
 * Reads a time by a Go layout. Zone abbreviations other than UTC and GMT+n count as UTC.
 * Units:  nanoseconds since 1970.
 * Errors: BuiltinError with Go's words (`parsing time "x" as "y": cannot parse "x" as "2006"`).
 * Source: Go time/format.go parse.
 */
export function parseTime(layout: string, text: string): bigint {
  const fields: Fields = {
    year: 0,
    month: undefined,
    day: undefined,
    dayOfYear: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    isAfternoon: undefined,
    offset: undefined,
  };
  let rest = text;
  const fault = (what: string, wanted: string) =>
    failure(
      `parsing time ${quoteTime(text)} as ${quoteTime(layout)}: cannot parse ${quoteTime(what)} as ${quoteTime(wanted)}`,
    );
  const outOfRange = (what: string) => failure(`parsing time ${quoteTime(text)}: ${what} out of range`);
  const chunks = chunksOf(layout);
  chunks.forEach((chunk, index) => {
    const held = rest;
    const result = readChunk(fields, chunk, rest, chunks[index + 1]);
    if (result === undefined) throw fault(held, spellingOf(chunk));
    if (typeof result === 'object') {
      if ('stuck' in result) throw fault(rest.slice(result.stuck), spellingOf(chunk));
      throw outOfRange(result.range);
    }
    rest = rest.slice(result);
  });
  if (rest !== '') throw failure(`parsing time ${quoteTime(text)}: extra text: ${quoteTime(rest)}`);
  return finish(fields, outOfRange);
}

function spellingOf(chunk: Chunk): string {
  if (chunk.kind === 'fraction') return chunk.separator + (chunk.trims ? '9' : '0').repeat(chunk.digits);
  return chunk.text;
}

function finish(fields: Fields, outOfRange: (what: string) => unknown): bigint {
  let { hour, month, day } = fields;
  if (fields.isAfternoon === true && hour < 12) hour += 12;
  else if (fields.isAfternoon === false && hour === 12) hour = 0;
  if (fields.dayOfYear !== undefined) {
    const days = daysInMonth(fields.year, 2) === 29 ? 366 : 365;
    if (fields.dayOfYear < 1 || fields.dayOfYear > days) throw outOfRange('day-of-year');
    month = 1;
    day = fields.dayOfYear;
  } else {
    month ??= 1;
    day ??= 1;
    if (day < 1 || day > daysInMonth(fields.year, month)) throw outOfRange('day');
  }
  const { year, minute, second, nanosecond } = fields;
  return momentOf({ year, month, day, hour, minute, second, nanosecond, offset: fields.offset ?? 0 });
}

/** How many units a chunk took, undefined where it does not match, what is out of range, or how far literal text went. */
type Taken = number | undefined | { readonly range: string } | { readonly stuck: number };

function readChunk(fields: Fields, chunk: Chunk, rest: string, next: Chunk | undefined): Taken {
  if (chunk.kind === 'text') return readText(chunk.text, rest);
  if (chunk.kind === 'fraction') return readFraction(fields, chunk, rest);
  const taken = readField(fields, chunk.text, rest);
  const isSecond = chunk.text === '5' || chunk.text === '05';
  if (!isSecond || typeof taken !== 'number' || next?.kind === 'fraction') return taken;
  // a fraction may follow the seconds although the layout has none
  const fraction = /^[.,][0-9]+/.exec(rest.slice(taken));
  if (fraction === null) return taken;
  fields.nanosecond = nanosecondsOf(fraction[0].slice(1));
  return taken + fraction[0].length;
}

/** Literal text; a run of spaces in the layout matches any run of spaces. */
function readText(text: string, rest: string): Taken {
  let taken = 0;
  for (let at = 0; at < text.length; ) {
    if (text[at] === ' ') {
      if (taken < rest.length && rest[taken] !== ' ') return { stuck: taken };
      while (text[at] === ' ') at++;
      while (rest[taken] === ' ') taken++;
      continue;
    }
    if (rest[taken] !== text[at]) return { stuck: taken };
    at++;
    taken++;
  }
  return taken;
}

function readFraction(fields: Fields, chunk: Extract<Chunk, { kind: 'fraction' }>, rest: string): Taken {
  const found = /^[.,]([0-9]+)/.exec(rest);
  if (chunk.trims) {
    if (found === null) return 0;
    fields.nanosecond = nanosecondsOf(found[1] as string);
    return found[0].length;
  }
  const digits = rest.slice(1, 1 + chunk.digits);
  if (!/^[.,]/.test(rest) || digits.length !== chunk.digits || /[^0-9]/.test(digits)) return undefined;
  fields.nanosecond = nanosecondsOf(digits);
  return 1 + chunk.digits;
}

function nanosecondsOf(digits: string): number {
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

function readField(fields: Fields, field: string, rest: string): Taken {
  switch (field) {
    case '2006': {
      const year = /^[0-9]{4}/.exec(rest);
      if (year === null) return undefined;
      fields.year = Number(year[0]);
      return 4;
    }
    case '06': {
      const year = /^[0-9+-][0-9]/.exec(rest);
      if (year === null) return undefined;
      fields.year = Number(year[0]) + (Number(year[0]) >= 69 ? 1900 : 2000);
      return 2;
    }
    case 'January':
      return readName(MONTHS, rest, (index) => {
        fields.month = index + 1;
      });
    case 'Jan':
      return readName(shortened(MONTHS), rest, (index) => {
        fields.month = index + 1;
      });
    case 'Monday':
      return readName(WEEKDAYS, rest, () => {});
    case 'Mon':
      return readName(shortened(WEEKDAYS), rest, () => {});
    case '1':
    case '01':
      return readNumber(rest, field === '01', 'month', 1, 12, (value) => {
        fields.month = value;
      });
    case '2':
    case '_2':
    case '02': {
      const skipped = field === '_2' && rest.startsWith(' ') ? 1 : 0;
      const taken = readNumber(rest.slice(skipped), field === '02', 'day', 0, 99, (value) => {
        fields.day = value;
      });
      return typeof taken === 'number' ? taken + skipped : taken;
    }
    case '002':
    case '__2': {
      const digits = /^[0-9]{3}/.exec(field === '__2' ? rest.slice(0, 3).replaceAll(' ', '0') : rest);
      if (digits === null) return undefined;
      fields.dayOfYear = Number(digits[0]);
      return 3;
    }
    default:
      return readClock(fields, field, rest);
  }
}

function readClock(fields: Fields, field: string, rest: string): Taken {
  switch (field) {
    case '15':
      return readNumber(rest, false, 'hour', 0, 23, (value) => {
        fields.hour = value;
      });
    case '3':
    case '03':
      return readNumber(rest, field === '03', 'hour', 0, 12, (value) => {
        fields.hour = value;
      });
    case '4':
    case '04':
      return readNumber(rest, field === '04', 'minute', 0, 59, (value) => {
        fields.minute = value;
      });
    case '5':
    case '05':
      return readNumber(rest, field === '05', 'second', 0, 59, (value) => {
        fields.second = value;
      });
    case 'PM':
    case 'pm': {
      const half = rest.slice(0, 2);
      const [am, pm] = field === 'PM' ? ['AM', 'PM'] : ['am', 'pm'];
      if (half !== am && half !== pm) return undefined;
      fields.isAfternoon = half === pm;
      return 2;
    }
    case 'MST':
      return readAbbreviation(fields, rest);
    default:
      return readOffset(fields, field, rest);
  }
}

function readNumber(
  rest: string,
  isFixed: boolean,
  name: string,
  low: number,
  high: number,
  set: (value: number) => void,
): Taken {
  const found = (isFixed ? /^[0-9]{2}/ : /^[0-9]{1,2}/).exec(rest);
  if (found === null) return undefined;
  const value = Number(found[0]);
  if (value < low || value > high) return { range: name };
  set(value);
  return found[0].length;
}

function readName(names: readonly string[], rest: string, set: (index: number) => void): Taken {
  const index = names.findIndex((name) => rest.slice(0, name.length).toLowerCase() === name.toLowerCase());
  if (index < 0) return undefined;
  set(index);
  return (names[index] as string).length;
}

function shortened(names: readonly string[]): readonly string[] {
  return names.map((name) => name.slice(0, 3));
}

function readAbbreviation(fields: Fields, rest: string): Taken {
  if (rest.startsWith('UTC')) {
    fields.offset ??= 0;
    return 3;
  }
  const size = abbreviationLength(rest);
  return size === 0 ? undefined : size;
}

/** 0 where there is none. Source: Go time/format.go parseTimeZone. */
function abbreviationLength(rest: string): number {
  if (rest.startsWith('ChST') || rest.startsWith('MeST')) return 4;
  if (rest.startsWith('GMT')) return 3 + signedHours(rest.slice(3));
  if (/^[+-]/.test(rest)) return signedHours(rest);
  const letters = /^[A-Z]{0,6}/.exec(rest)?.[0] ?? '';
  if (letters.length === 3) return 3;
  if (letters.length === 4) return letters.endsWith('T') || letters === 'WITA' ? 4 : 0;
  return letters.length === 5 && letters.endsWith('T') ? 5 : 0;
}

function signedHours(rest: string): number {
  const found = /^[+-]([0-9]+)/.exec(rest);
  return found === null || Number(found[1]) > 23 ? 0 : found[0].length;
}

function readOffset(fields: Fields, field: string, rest: string): Taken {
  if (field.startsWith('Z') && rest.startsWith('Z')) {
    fields.offset = 0;
    return 1;
  }
  const size = field.replaceAll(/[^0-9]/g, '').length;
  const colon = field.includes(':') ? ':' : '';
  const pairs = ['([0-9]{2})', '([0-9]{2})', '([0-9]{2})'].slice(0, size / 2).join(colon);
  const found = new RegExp(`^([\\s\\S])${pairs}`).exec(rest);
  if (found === null) return undefined;
  const [hours, minutes, seconds] = [found[2], found[3], found[4]].map((part) => Number(part ?? '0'));
  if ((hours as number) > 24) return { range: 'time zone offset hour' };
  if ((minutes as number) > 60) return { range: 'time zone offset minute' };
  if ((seconds as number) > 60) return { range: 'time zone offset second' };
  const offset = (hours as number) * 3600 + (minutes as number) * 60 + (seconds as number);
  if (found[1] !== '-' && found[1] !== '+') return undefined;
  fields.offset = found[1] === '-' ? -offset : offset;
  return found[0].length;
}
