import { isNumber, isObject, RegoNumber, type RegoValue, toJsonText } from '../value/index.ts';
import { jsonEntries } from '../value/json.ts';
import { formatFloat } from './go-float.ts';
import { NO_FLAGS } from './go-format.ts';

/** JSON text in which equal numbers look alike: every number as the nearest double. */
export function plainText(value: RegoValue): string {
  if (value instanceof RegoNumber) return String(value.double + 0);
  if (Array.isArray(value)) return `[${(value as readonly RegoValue[]).map(plainText).join(',')}]`;
  if (isObject(value))
    return `{${jsonEntries(value)
      .map(([key, item]) => `${toJsonText(key)}:${plainText(item)}`)
      .join(',')}}`;
  return toJsonText(value);
}

/** A limit as the messages show it: ten significant digits. */
export function limitText(value: RegoValue): string {
  if (!isNumber(value)) return toJsonText(value);
  const double = typeof value === 'number' ? value : value.double;
  return formatFloat(double, 'g', { flags: NO_FLAGS, width: undefined, precision: 10 }) ?? String(double);
}
