/** Decimal digits of a double: 0.DIGITS times ten to the `point`; empty for zero, no trailing zeros. */
export type DoubleDigits = { readonly digits: string; readonly point: number };

/** Every decimal digit of a finite, non-negative double: doubles are exact decimals, if long ones. */
export function doubleDigits(value: number): DoubleDigits {
  if (value === 0) return { digits: '', point: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = scaled.toString();
  return { digits: text.replace(/0+$/, ''), point: text.length + Math.min(exponent, 0) };
}

/** Rounds to `count` digits, half to even. */
export function roundDigits(number: DoubleDigits, count: number): DoubleDigits {
  const { digits, point } = number;
  if (count >= digits.length) return number;
  if (count < 0) return { digits: '', point };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isTie = rest === '5';
  const up = isTie ? count > 0 && (digits.charCodeAt(count - 1) & 1) === 1 : rest.charCodeAt(0) >= 53;
  if (!up) return { digits: kept.replace(/0+$/, ''), point };
  const raised = (BigInt(kept || '0') + 1n).toString();
  return { digits: raised.replace(/0+$/, ''), point: point + raised.length - Math.max(kept.length, 0) };
}
