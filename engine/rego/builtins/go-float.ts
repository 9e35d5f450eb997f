import { doubleDigits, roundDigits } from './double-digits.ts';
import { pad, type Spec } from './go-format.ts';

/** Undefined for a verb that floats do not have. Source: Go fmt format.go fmtFloat. */
export function formatFloat(value: number, verb: string, spec: Spec): string | undefined {
  const { flags, width } = spec;
  const plain = floatText(Math.abs(value), verb, spec.precision);
  if (plain === undefined) return undefined;
  const magnitude = flags.sharp && verb !== 'b' ? sharpened(plain, verb, spec.precision) : plain;
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const isZeroPadded = flags.zero && !flags.minus && sign !== '';
  return isZeroPadded ? sign + magnitude.padStart((width ?? 0) - sign.length, '0') : pad(sign + magnitude, spec);
}

/** Source: Go strconv AppendFloat. */
function floatText(value: number, verb: string, precision: number | undefined): string | undefined {
  switch (verb) {
    case 'v':
    case 'g':
      return general(value, precision, 'e');
    case 'G':
      return general(value, precision, 'E');
    case 'e':
    case 'E':
      return scientific(value, precision ?? 6, verb);
    case 'f':
    case 'F':
      return fixed(value, precision ?? 6);
    case 'b':
      return binary(value);
    case 'x':
    case 'X':
      return hexadecimal(value, verb, precision);
    default:
      return undefined;
  }
}

/**
 * What `#` asks for: a point always, and for `%g` and `%x` zeros up to the precision.
 * Shape:  `digits` counts what is missing, as Go counts: letters and the `0` of `0x` are digits to it.
 */
function sharpened(text: string, verb: string, precision: number | undefined): string {
  const split = text.search(verb === 'x' || verb === 'X' ? /[pP]/ : /[eE]/);
  const [number, tail] = split < 0 ? [text, ''] : [text.slice(0, split), text.slice(split)];
  let missing = 'vgGx'.includes(verb) ? (precision ?? 6) : 0;
  const significant = number.replace('.', '').replace(/^0+/, '');
  missing -= significant.length;
  const isPointed = number.includes('.');
  if (!isPointed && number === '0') missing--;
  return `${number}${isPointed ? '' : '.'}${'0'.repeat(Math.max(0, missing))}${tail}`;
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

function general(value: number, precision: number | undefined, letter: string): string {
  const { digits, point } =
    precision === undefined ? shortestDigits(value) : roundDigits(doubleDigits(value), precision || 1);
  let limit = precision === undefined ? 6 : precision || 1;
  if (precision !== undefined && limit > digits.length && digits.length >= point) limit = digits.length;
  const exponent = point - 1;
  if (digits === '') return '0';
  if (exponent < -4 || exponent >= limit) return scientificOf(digits, exponent, letter);
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  const padded = digits.padEnd(point, '0');
  return padded.length > point ? `${padded.slice(0, point)}.${padded.slice(point)}` : padded;
}

function scientificOf(digits: string, exponent: number, letter: string): string {
  const size = Math.abs(exponent).toString().padStart(2, '0');
  return `${digits.slice(0, 1)}${digits.length > 1 ? `.${digits.slice(1)}` : ''}${letter}${exponent < 0 ? '-' : '+'}${size}`;
}

/** The fewest digits that read back as the same double. */
export function shortestDigits(value: number): { digits: string; point: number } {
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

const TOP = 1n << 60n;

/** One digit before the point, the leading bit of the mantissa; rounded half to even where there is a precision. */
function hexadecimal(value: number, verb: string, precision: number | undefined): string {
  const { mantissa, exponent } = parts(value);
  let power = mantissa === 0n ? 0 : exponent + 52;
  let bits = mantissa << 8n;
  while (bits !== 0n && bits < TOP) {
    bits <<= 1n;
    power--;
  }
  if (precision !== undefined && precision < 15) {
    const dropped = BigInt(60 - precision * 4);
    const rest = bits & ((1n << dropped) - 1n);
    const half = 1n << (dropped - 1n);
    bits >>= dropped;
    if (rest > half || (rest === half && (bits & 1n) === 1n)) bits++;
    bits <<= dropped;
    if (bits >= TOP << 1n) {
      bits >>= 1n;
      power++;
    }
  }
  const digits = (bits & (TOP - 1n)).toString(16).padStart(15, '0');
  const fraction =
    precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
  const size = Math.abs(power).toString().padStart(2, '0');
  const text = `0x${bits >> 60n}${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '-' : '+'}${size}`;
  return verb === 'X' ? text.toUpperCase() : text;
}
