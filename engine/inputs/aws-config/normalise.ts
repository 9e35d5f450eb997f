import type { JsonObject, JsonValue } from '../document.ts';
import { isObject, own, ownArray, ownString } from '../object.ts';
import { decodeDocuments, decodeJson, decodeParts } from './decode.ts';
import type { ConfigItem } from './types.ts';

/** Names that a normalised key may have in the source, most usual first. */
export const SOURCE_KEYS: { readonly [key: string]: readonly string[] } = {
  accountId: ['awsAccountId', 'accountId'],
  region: ['awsRegion', 'region'],
  arn: ['arn', 'ARN'],
  captureTime: ['configurationItemCaptureTime'],
  status: ['configurationItemStatus'],
};

/**
 * Brings one raw item into the one spelling; text stands for the reason why it cannot be judged.
 * Shape:  an item needs a resourceType, and an id, name or ARN.
 */
export function normaliseItem(raw: JsonValue): ConfigItem | string {
  if (!isObject(raw)) return 'an AWS Config item is no object';
  const text = (key: string): string | null => {
    for (const name of SOURCE_KEYS[key] ?? [key]) {
      const value = own(raw, name);
      if (typeof value === 'string' && value !== '') return value;
    }
    return null;
  };
  const resourceType = text('resourceType');
  if (resourceType === null) return 'an AWS Config item has no resourceType';
  const ids = { resourceId: text('resourceId'), resourceName: text('resourceName'), arn: text('arn') };
  if (ids.resourceId === null && ids.resourceName === null && ids.arn === null)
    return `an AWS Config item of type \`${resourceType}\` has no resourceId, resourceName or arn`;
  return {
    accountId: text('accountId'),
    region: text('region'),
    availabilityZone: text('availabilityZone'),
    resourceType,
    ...ids,
    tags: readTags(own(raw, 'tags')),
    configuration: readConfiguration(own(raw, 'configuration')),
    supplementaryConfiguration: decodeParts(own(raw, 'supplementaryConfiguration')),
    relationships: ownArray(raw, 'relationships') ?? null,
    captureTime: readTime(own(raw, 'configurationItemCaptureTime')),
    resourceCreationTime: readTime(own(raw, 'resourceCreationTime')),
    status: text('status'),
  };
}

function readConfiguration(value: JsonValue | undefined): JsonObject | null {
  const decoded = typeof value === 'string' ? decodeJson(value) : value;
  if (!isObject(decoded)) return null;
  const documents = decodeDocuments(decoded);
  return isObject(documents) ? documents : null;
}

/** Tags come as an object, or as a list of `{key, value}` of either casing. */
function readTags(value: JsonValue | undefined): { readonly [key: string]: string } | null {
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, text === null ? '' : String(text)]));
  if (!Array.isArray(value)) return null;
  const tags: [string, string][] = [];
  for (const tag of value as readonly JsonValue[]) {
    const key = ownString(tag, 'key') ?? ownString(tag, 'Key');
    if (key !== undefined) tags.push([key, ownString(tag, 'value') ?? ownString(tag, 'Value') ?? '']);
  }
  return Object.fromEntries(tags);
}

/** Times are epoch seconds, or ISO 8601 with an offset. */
function readTime(value: JsonValue | undefined): string | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const time = new Date(typeof value === 'number' ? Math.round(value * 1000) : value);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
