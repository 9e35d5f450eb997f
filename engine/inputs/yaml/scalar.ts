/** What a plain scalar means; `merge` is the plain key `<<`. */
export type Scalar =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'int'; readonly value: number; readonly digits: string }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'merge' };

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, Scalar] => [
    word,
    { kind: 'bool', value: true },
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, Scalar] => [
    word,
    { kind: 'bool', value: false },
  ]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Scalar] => [word, { kind: 'null' }]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Scalar] => [word, { kind: 'float', value: Number.NaN }]),
  ...['.inf', '.Inf', '.INF'].flatMap((word): [string, Scalar][] => [
    [word, { kind: 'float', value: Number.POSITIVE_INFINITY }],
    [`+${word}`, { kind: 'float', value: Number.POSITIVE_INFINITY }],
    [`-${word}`, { kind: 'float', value: Number.NEGATIVE_INFINITY }],
  ]),
  ['<<', { kind: 'merge' }],
]);

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Sign, prefix and 64 binary digits. */
const MAX_INTEGER_LENGTH = 67;
const MAX_INT64 = 9223372036854775807n;
const MAX_UINT64 = 18446744073709551615n;
const MIN_INT64 = -9223372036854775808n;

/**
 * Reads an untagged plain scalar as kubectl does: the YAML 1.1 of go-yaml v2, without base 60.
 * Shape:  `yes`, `on`, `y` are booleans; 0644 and 0o644 are octal; 1_000 is a thousand; a date is a string; an integer beyond
 *         64 bits is a float, in base 2, 8 or 16 a string.
 * Source: sigs.k8s.io/yaml 1.4 (goyaml.v2/resolve.go), which kubectl uses; `test/inputs/yaml.test.ts` has its answers.
 */
export function resolveScalar(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (first === 46) {
    const value = FLOAT.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(value) ? { kind: 'float', value } : { kind: 'string', value: text };
  }
  const isNumeric = first === 43 || first === 45 || (first > 47 && first < 58);
  return isNumeric ? resolveNumber(text) : { kind: 'string', value: text };
}

function resolveNumber(text: string): Scalar {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (plain.length <= MAX_INTEGER_LENGTH && INTEGER.test(plain)) {
    const value = parseInteger(plain);
    if (value >= MIN_INT64 && value <= MAX_UINT64 && !(plain.startsWith('+') && value > MAX_INT64))
      return { kind: 'int', value: Number(value), digits: value.toString() };
  }
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    if (Number.isFinite(value)) return { kind: 'float', value };
  }
  return { kind: 'string', value: text };
}

function parseInteger(plain: string): bigint {
  const isNegative = plain.startsWith('-');
  const digits = plain.replace(/^[-+]/, '');
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return isNegative ? -value : value;
}

/**
 * The name of a scalar used as a key, or undefined where kubectl refuses it (null, integers beyond 63 bits).
 * Source: sigs.k8s.io/yaml convertToJSONableObject, which formats float keys with the precision of a float32.
 */
export function keyOfScalar(scalar: Scalar): string | undefined {
  switch (scalar.kind) {
    case 'string':
      return scalar.value;
    case 'bool':
      return String(scalar.value);
    case 'int':
      return scalar.value >= 2 ** 63 && BigInt(scalar.digits) > MAX_INT64 ? undefined : scalar.digits;
    case 'float':
      return formatFloat32(scalar.value);
    case 'merge':
      return '<<';
    case 'null':
      return undefined;
  }
}

/** Go's `strconv.FormatFloat(value, 'g', -1, 32)`: the fewest digits that give the same float32. */
function formatFloat32(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let digits = 1;
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) digits += 1;
  const [mantissa = '0', exponent = '0'] = single.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return single.toFixed(Math.max(0, digits - 1 - power));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
