import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';

/** What stands in a pack for a value that its source calls secret. */
export const REDACTED = '(sensitive)';

type Secrets = { readonly sensitive: readonly JsonPath[]; readonly nativeSensitive: readonly JsonPath[] };

/**
 * Takes secret values out of what a policy saw.
 * Shape: `properties` by the canonical paths; `native`, and `before` of a change, by the native ones. A copy; values that are
 *        not there stay absent.
 */
export function redactInput(input: JsonObject, secrets: Secrets): JsonObject {
  const copy: Record<string, JsonValue> = { ...input };
  replace(copy, 'properties', secrets.sensitive);
  replace(copy, 'native', secrets.nativeSensitive);
  const { change } = copy;
  if (isRecord(change)) {
    const changed: Record<string, JsonValue> = { ...change };
    replace(changed, 'before', secrets.nativeSensitive);
    copy.change = changed;
  }
  return copy;
}

function replace(record: Record<string, JsonValue>, key: string, paths: readonly JsonPath[]): void {
  for (const path of paths) {
    const value = record[key];
    if (value !== undefined) record[key] = redactAt(value, path, 0);
  }
}

function redactAt(value: JsonValue, path: JsonPath, at: number): JsonValue {
  const step = path[at];
  if (step === undefined) return value === null ? null : REDACTED;
  if (Array.isArray(value) && typeof step === 'number')
    return value.map((item, index) => (index === step ? redactAt(item, path, at + 1) : item));
  if (!isRecord(value) || typeof step !== 'string' || !Object.hasOwn(value, step)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === step ? redactAt(inner, path, at + 1) : inner,
  ]);
  return Object.fromEntries(entries);
}

function isRecord(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
