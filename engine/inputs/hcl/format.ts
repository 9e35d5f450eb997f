import { graphemes } from './graphemes.ts';
import { jsonText } from './json-text.ts';
import { booleanOf, isList, isMap, numberOf, numberText, textOf, Unknown, type Value } from './value.ts';

type Verb = {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly mode: string;
};

/** A verb: flags, width, precision and the number of the argument, which stands before or after them. */
const VERB = /%(?:\[(\d+)\])?([-+0 #]*)(\d{0,4})(?:\.(\d{1,3}))?(?:\[(\d+)\])?([a-zA-Z%])/y;

/**
 * Fills values into a format, as `format` does.
 * Shape:  undefined where Terraform refuses it: a verb that is none, or arguments too many, too few or of the wrong type.
 * Source: cty, function/stdlib/format.go.
 */
export function formatText(spec: string, values: readonly Value[]): string | Unknown | undefined {
  if (values.includes(null)) return new Unknown('a value that is null is filled in');
  let made = '';
  let next = 0;
  let highest = 0;
  for (let at = 0; at < spec.length; ) {
    const start = spec.indexOf('%', at);
    if (start < 0) {
      made += spec.slice(at);
      break;
    }
    made += spec.slice(at, start);
    VERB.lastIndex = start;
    const found = VERB.exec(spec);
    if (found === null) return undefined;
    at = VERB.lastIndex;
    const [, before, flags = '', width = '', precision, after, mode = ''] = found;
    if (mode === '%') {
      made += '%';
      continue;
    }
    const index = before ?? after;
    if (index !== undefined) next = Number(index) - 1;
    const value = values[next];
    if (value === undefined) return undefined;
    next += 1;
    highest = Math.max(highest, next);
    const verb = {
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      mode,
    };
    const text = formatOne(verb, value);
    if (text === undefined) return undefined;
    made += text;
  }
  return highest < values.length ? undefined : made;
}

function formatOne(verb: Verb, value: Value): string | undefined {
  const { mode, flags, precision } = verb;
  switch (mode) {
    case 'v': {
      if (flags.includes('#')) return pad(verb, jsonText(value));
      if (typeof value === 'number') return padNumber(verb, general(value, precision, 'e'));
      const text = isList(value) || isMap(value) ? jsonText(value) : textOf(value);
      return text === undefined ? undefined : pad(verb, text);
    }
    case 's':
    case 'q': {
      const text = textOf(value);
      if (text === undefined) return undefined;
      const cut = precision === undefined ? text : graphemes(text).slice(0, precision).join('');
      return pad(verb, mode === 's' ? cut : jsonText(cut));
    }
    case 't': {
      const boolean = typeof value === 'number' ? undefined : booleanOf(value);
      return boolean === undefined ? undefined : String(boolean);
    }
    case 'd':
    case 'b':
    case 'o':
    case 'x':
    case 'X': {
      const number = typeof value === 'boolean' ? undefined : numberOf(value);
      if (number === undefined || !Number.isInteger(number)) return undefined;
      return padNumber(verb, integerText(number, mode, flags));
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': {
      const number = typeof value === 'boolean' ? undefined : numberOf(value);
      if (number === undefined) return undefined;
      if (mode === 'f') return padNumber(verb, fixed(number, precision ?? 6));
      const exponent = mode === 'g' ? 'e' : mode === 'G' ? 'E' : (mode as 'e' | 'E');
      const text =
        mode === exponent ? scientific(number, precision ?? 6, exponent) : general(number, precision, exponent);
      return padNumber(verb, text);
    }
    default:
      return undefined;
  }
}

function integerText(number: number, mode: string, flags: string): string {
  if (mode === 'd') return numberText(number);
  const base = mode === 'b' ? 2 : mode === 'o' ? 8 : 16;
  const prefix = flags.includes('#') ? { b: '0b', o: '0', x: '0x', X: '0X' }[mode] : '';
  const digits = Math.abs(number).toString(base);
  return `${number < 0 ? '-' : ''}${prefix}${mode === 'X' ? digits.toUpperCase() : digits}`;
}

/** With a fixed number of places; halves that are exact go to the even side. */
function fixed(number: number, places: number): string {
  const scaled = Math.abs(number) * 10 ** places;
  const isHalf = scaled < 2 ** 50 && scaled % 1 === 0.5 && scaled / 10 ** places === Math.abs(number);
  if (!isHalf || Math.floor(scaled) % 2 === 1) return number.toFixed(Math.min(places, 100));
  return (Math.sign(number) * (Math.floor(scaled) / 10 ** places)).toFixed(places);
}

function scientific(number: number, places: number | undefined, mark: 'e' | 'E'): string {
  const text = places === undefined ? number.toExponential() : number.toExponential(Math.min(places, 100));
  return text.replace(/e([-+])(\d+)$/, (_, sign: string, digits: string) => `${mark}${sign}${digits.padStart(2, '0')}`);
}

/** `%g`: the shortest text, with an exponent when it is large or small. */
function general(number: number, precision: number | undefined, mark: 'e' | 'E'): string {
  if (precision !== undefined) {
    const wanted = Math.max(precision, 1);
    const exponent = number === 0 ? 0 : Number(/e([-+]\d+)$/.exec(number.toExponential(wanted - 1))?.[1]);
    const rounded = Number(number.toPrecision(Math.min(wanted, 100)));
    return exponent < -4 || exponent >= wanted ? scientific(rounded, undefined, mark) : numberText(rounded);
  }
  const [mantissa = '', exponentText = '0'] = number.toExponential().split('e');
  const exponent = Number(exponentText);
  const digits = mantissa.replace(/[-.]/g, '').length;
  // A number that its digits fill needs no exponent.
  const most = digits > exponent && digits > 6 && Number.isInteger(number) === false && exponent < 6 ? digits : 6;
  return exponent < -4 || exponent >= most ? scientific(number, undefined, mark) : numberText(number);
}

function padNumber(verb: Verb, text: string): string {
  const isGeneral = verb.mode === 'v';
  const isNegative = text.startsWith('-');
  const plus = isGeneral || isNegative ? '' : verb.flags.includes('+') ? '+' : verb.flags.includes(' ') ? ' ' : '';
  const signed = `${plus}${text}`;
  if (!verb.flags.includes('0') || verb.flags.includes('-')) return pad(verb, signed);
  const sign = /^[-+ ]/.exec(signed)?.[0] ?? '';
  return sign + signed.slice(sign.length).padStart(verb.width - sign.length, '0');
}

function pad({ flags, width }: Verb, text: string): string {
  const missing = ' '.repeat(Math.max(0, width - graphemes(text).length));
  return flags.includes('-') ? text + missing : missing + text;
}
