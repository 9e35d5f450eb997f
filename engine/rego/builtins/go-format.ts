import { codePointLength, quote, quoteAscii, wellFormed } from '../value/index.ts';
import { doubleDigits, roundDigits } from './double-digits.ts';

/** The flags of a formatting directive, as Go's fmt reads them. */
export type Flags = {
  readonly sharp: boolean;
  readonly zero: boolean;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly space: boolean;
};

/** What stands between `%` and the verb. Units: code points. */
export type Spec = {
  readonly flags: Flags;
  readonly width: number | undefined;
  readonly precision: number | undefined;
};

export const NO_FLAGS: Flags = { sharp: false, zero: false, plus: false, minus: false, space: false };

/** Pads text to the width: on the right with `-`, else on the left, with zeros where the flag asks. */
export function pad(text: string, spec: Spec): string {
  const missing = (spec.width ?? 0) - codePointLength(text);
  if (missing <= 0) return text;
  if (spec.flags.minus) return text + ' '.repeat(missing);
  return (spec.flags.zero ? '0' : ' ').repeat(missing) + text;
}

/** Undefined for a verb that strings do not have. Source: Go fmt print.go fmtString. */
export function formatString(text: string, verb: string, spec: Spec): string | undefined {
  switch (verb) {
    case 'v':
      return spec.flags.sharp ? pad(quote(text), spec) : pad(truncate(text, spec), spec);
    case 's':
      return pad(truncate(text, spec), spec);
    case 'x':
    case 'X':
      return pad(hexOf(text, verb === 'X', spec), spec);
    case 'q':
      return pad(quoteFor(truncate(text, spec), spec.flags), spec);
    default:
      return undefined;
  }
}

function truncate(text: string, spec: Spec): string {
  if (spec.precision === undefined || text.length <= spec.precision) return text;
  return Array.from(text).slice(0, spec.precision).join('');
}

function quoteFor(text: string, flags: Flags): string {
  if (flags.sharp && !/[`\u0000-\u0008\u000a-\u001f\u007f\ufeff]/.test(text)) return `\`${text}\``;
  return flags.plus ? quoteAscii(text) : quote(text);
}

function hexOf(text: string, upper: boolean, spec: Spec): string {
  const bytes = Buffer.from(wellFormed(text), 'utf8').subarray(0, spec.precision);
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  if (digits.length === 0) return '';
  const prefix = spec.flags.sharp ? '0x' : '';
  const joined = spec.flags.space ? digits.map((pair) => prefix + pair).join(' ') : prefix + digits.join('');
  return upper ? joined.toUpperCase() : joined;
}

const RADIX: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, v: 10, x: 16, X: 16 };

/** Undefined for a verb that integers do not have. Source: Go fmt format.go fmtInteger. */
export function formatInteger(value: bigint, verb: string, spec: Spec): string | undefined {
  if (verb === 'c') return pad(characterOf(value), spec);
  if (verb === 'q') return pad(quoteCharacter(characterOf(value), spec.flags), spec);
  if (verb === 'U') return unicodeOf(value, spec);
  const radix = RADIX[verb];
  if (radix === undefined) return undefined;
  const { flags, width, precision } = spec;
  const negative = value < 0n;
  if (precision === 0 && value === 0n) return ' '.repeat(width ?? 0);
  let digits = (negative ? -value : value).toString(radix);
  if (verb === 'X') digits = digits.toUpperCase();
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  let wanted = precision ?? 0;
  if (precision === undefined && flags.zero && !flags.minus && width !== undefined)
    wanted = width - (sign === '' ? 0 : 1);
  digits = digits.padStart(wanted, '0');
  return pad(sign + radixPrefix(verb, digits, flags) + digits, { ...spec, flags: { ...flags, zero: false } });
}

function radixPrefix(verb: string, digits: string, flags: Flags): string {
  if (verb === 'O') return '0o';
  if (!flags.sharp) return '';
  if (verb === 'b') return '0b';
  if (verb === 'o') return digits.startsWith('0') ? '' : '0';
  return verb === 'x' ? '0x' : verb === 'X' ? '0X' : '';
}

function characterOf(value: bigint): string {
  const isScalar = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return isScalar ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function quoteCharacter(character: string, flags: Flags): string {
  const quoted = flags.plus ? quoteAscii(character) : quote(character);
  if (character === '"') return `'"'`;
  return character === "'" ? `'\\''` : `'${quoted.slice(1, -1)}'`;
}

function unicodeOf(value: bigint, spec: Spec): string {
  const text = `U+${BigInt.asUintN(64, value)
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, spec.precision ?? 0), '0')}`;
  const shown = spec.flags.sharp && value >= 32n && value <= 0x10ffffn ? `${text} '${characterOf(value)}'` : text;
  return pad(shown, { ...spec, flags: { ...spec.flags, zero: false } });
}

/** Undefined for a verb that floats do not have. Source: Go fmt format.go fmtFloat. */
export function formatFloat(value: number, verb: string, spec: Spec): string | undefined {
  const { flags, width } = spec;
  const magnitude = floatDigits(Math.abs(value), verb, spec);
  if (magnitude === undefined) return undefined;
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  if (flags.zero && !flags.minus && width !== undefined) return sign + magnitude.padStart(width - sign.length, '0');
  return pad(sign + magnitude, { ...spec, flags: { ...flags, zero: false } });
}

function floatDigits(value: number, verb: string, spec: Spec): string | undefined {
  switch (verb) {
    case 'v':
      return general(value, spec.precision, spec.flags.sharp, 'e');
    case 'g':
    case 'G':
      return general(value, spec.precision, spec.flags.sharp, verb === 'G' ? 'E' : 'e');
    case 'e':
    case 'E':
      return scientific(value, spec.precision ?? 6, verb);
    case 'f':
    case 'F':
      return fixed(value, spec.precision ?? 6) + (spec.flags.sharp && spec.precision === 0 ? '.' : '');
    case 'b':
      return binary(value);
    case 'x':
    case 'X':
      return hexadecimal(value, verb);
    default:
      return undefined;
  }
}

function scientific(value: number, precision: number, letter: string): string {
  const { digits, point } = roundDigits(doubleDigits(value), precision + 1);
  const shown = digits.padEnd(precision + 1, '0');
  const exponent = digits === '' ? 0 : point - 1;
  const size = Math.abs(exponent).toString().padStart(2, '0');
  return `${shown.slice(0, 1)}${precision > 0 ? `.${shown.slice(1)}` : ''}${letter}${exponent < 0 ? '-' : '+'}${size}`;
}

function fixed(value: number, precision: number): string {
  const exact = doubleDigits(value);
  const { digits, point } = roundDigits(exact, exact.point + precision);
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  return precision > 0 ? `${whole}.${fraction.padEnd(precision, '0').slice(0, precision)}` : whole;
}

function general(value: number, precision: number | undefined, sharp: boolean, letter: string): string {
  const exact = precision === undefined ? shortestDigits(value) : roundDigits(doubleDigits(value), precision || 1);
  const { digits, point } = exact;
  let limit = precision === undefined ? 6 : precision || 1;
  if (precision !== undefined && limit > digits.length && digits.length >= point) limit = digits.length;
  const exponent = point - 1;
  const count = sharp ? Math.max(digits.length, precision || 6) : digits.length;
  if (exponent < -4 || exponent >= limit) return scientificOf(digits.padEnd(count, '0') || '0', exponent, letter);
  if (digits === '') return sharp ? `0.${'0'.repeat(Math.max(count - 1, 0))}` : '0';
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits.padEnd(count, '0')}`;
  const padded = digits.padEnd(Math.max(count, point), '0');
  return padded.length > point || sharp ? `${padded.slice(0, point)}.${padded.slice(point)}` : padded;
}

function scientificOf(digits: string, exponent: number, letter: string): string {
  const size = Math.abs(exponent).toString().padStart(2, '0');
  return `${digits.slice(0, 1)}${digits.length > 1 ? `.${digits.slice(1)}` : ''}${letter}${exponent < 0 ? '-' : '+'}${size}`;
}

function shortestDigits(value: number): { digits: string; point: number } {
  if (value === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function parts(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function binary(value: number): string {
  const { mantissa, exponent } = parts(value);
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function hexadecimal(value: number, verb: string): string {
  const { mantissa, exponent } = parts(value);
  const shown =
    mantissa === 0n ? '' : (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0').replace(/0+$/, '');
  const power = mantissa === 0n ? 0 : exponent + 52;
  const size = Math.abs(power).toString().padStart(2, '0');
  const text = `0x${mantissa === 0n ? 0 : 1}${shown === '' ? '' : `.${shown}`}p${power < 0 ? '-' : '+'}${size}`;
  return verb === 'X' ? text.toUpperCase() : text;
}
