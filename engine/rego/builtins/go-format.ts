import { codePointLength, quote, quoteAscii, wellFormed } from '../value/index.ts';

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

/** As `pad`, never with zeros. */
export function padWithSpaces(text: string, spec: Spec): string {
  return pad(text, { ...spec, flags: { ...spec.flags, zero: false } });
}

/** Undefined for a verb that strings do not have. Source: Go fmt print.go fmtString. */
export function formatString(text: string, verb: string, spec: Spec): string | undefined {
  switch (verb) {
    case 'v':
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

/** At most as many characters as the precision says. */
export function truncate(text: string, spec: Spec): string {
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
  const isSigned = negative || flags.plus || flags.space;
  let digits = (negative ? -value : value).toString(radix);
  if (verb === 'X') digits = digits.toUpperCase();
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  let wanted = precision ?? 0;
  if (precision === undefined && flags.zero && !flags.minus && width !== undefined) wanted = width - (isSigned ? 1 : 0);
  digits = digits.padStart(wanted, '0');
  return padWithSpaces(sign + radixPrefix(verb, digits, flags) + digits, spec);
}

function radixPrefix(verb: string, digits: string, flags: Flags): string {
  if (verb === 'O') return flags.sharp && !digits.startsWith('0') ? '0o0' : '0o';
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

/**
 * An integer beyond 64 bits, which formats itself: the prefix stands outside of the padding.
 * Source: Go math/big Int.Format.
 */
export function formatBigInteger(value: bigint, verb: string, spec: Spec): string | undefined {
  const radix = verb === 's' ? 10 : RADIX[verb];
  if (radix === undefined) return undefined;
  const { flags, width, precision } = spec;
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const isOctal = verb === 'o' && flags.sharp;
  const prefix = isOctal ? '0' : verb === 'O' ? '0o' : radixPrefix(verb, '1', flags);
  let digits = (value < 0n ? -value : value).toString(radix).padStart(precision ?? 0, '0');
  if (verb === 'X') digits = digits.toUpperCase();
  if (flags.zero && !flags.minus && precision === undefined)
    digits = digits.padStart((width ?? 0) - sign.length - prefix.length, '0');
  return padWithSpaces(sign + prefix + digits, spec);
}
