/** An exact fraction; the denominator is positive. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint };

const DECIMAL = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,6}))?$/;

/** Reads a decimal number exactly; undefined for anything else. Units: the exponent has at most six digits. */
export function parseRatio(text: string): Ratio | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = Number(exponent) - fraction.length;
  if (scale >= 0) return { numerator: digits * 10n ** BigInt(scale), denominator: 1n };
  return { numerator: digits, denominator: 10n ** BigInt(-scale) };
}

/** Prints with a fixed number of decimals, half away from zero. Source: Go big.Rat FloatString. */
export function divideToText(ratio: Ratio, decimals: number): string {
  const negative = ratio.numerator < 0n;
  const magnitude = negative ? -ratio.numerator : ratio.numerator;
  const scaled = magnitude * 10n ** BigInt(decimals);
  const quotient = scaled / ratio.denominator;
  const rest = scaled % ratio.denominator;
  const rounded = (rest * 2n >= ratio.denominator ? quotient + 1n : quotient).toString().padStart(decimals + 1, '0');
  const cut = rounded.length - decimals;
  return `${negative ? '-' : ''}${rounded.slice(0, cut)}.${rounded.slice(cut)}`;
}
