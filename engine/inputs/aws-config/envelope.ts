import type { JsonValue } from '../document.ts';
import { isObject, own, ownArray, ownString } from '../object.ts';
import { decodeJson } from './decode.ts';
import type { RawConfigItems, RawItem } from './types.ts';

const TYPE_NAME = /^[A-Za-z0-9]+(?:::[A-Za-z0-9_]+){1,3}$/;
const ITEM_KEYS = [
  'configuration',
  'supplementaryConfiguration',
  'configurationItemStatus',
  'configurationItemCaptureTime',
  'awsRegion',
  'awsAccountId',
] as const;

/**
 * Takes AWS Config items out of what they come in: a single item or an array, a snapshot or history file, the event of a
 * rule, an EventBridge or SNS notification, or the answer of GetResourceConfigHistory, BatchGetResourceConfig or
 * SelectResourceConfig.
 * Shape:  undefined where a value is none of these; a reason where it is one without an item to judge.
 */
export function findConfigItems(value: JsonValue): RawConfigItems | undefined {
  if (isItem(value)) return found([{ value, path: [] }]);
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return items.length > 0 && items.every(isItem)
      ? found(items.map((item, at) => ({ value: item, path: [at] })))
      : undefined;
  }
  if (!isObject(value)) return undefined;
  return fromEvent(value) ?? fromLists(value) ?? fromQuery(value);
}

function isItem(value: JsonValue): boolean {
  const type = ownString(value, 'resourceType');
  return type !== undefined && TYPE_NAME.test(type) && ITEM_KEYS.some((key) => own(value, key) !== undefined);
}

function found(items: readonly RawItem[], incomplete?: string): RawConfigItems {
  return { ok: true, items, ...(incomplete === undefined ? {} : { incomplete }) };
}

/** A rule's `invokingEvent` (JSON text), an EventBridge `detail`, or the message itself. */
function fromEvent(value: JsonValue): RawConfigItems | undefined {
  const text = ownString(value, 'invokingEvent');
  const detail = own(value, 'detail');
  const message =
    text === undefined ? (own(detail, 'configurationItem') === undefined ? value : detail) : decodeJson(text);
  const path = text === undefined ? (message === value ? [] : ['detail']) : ['invokingEvent'];
  const item = own(message, 'configurationItem');
  if (isObject(item)) return found([{ value: item, path: text === undefined ? [...path, 'configurationItem'] : path }]);
  if (own(message, 'configurationItemSummary') !== undefined)
    return {
      ok: false,
      reason: 'a Config event too large to hold its item: take the item from GetResourceConfigHistory',
    };
  if (text === undefined) return undefined;
  const type = ownString(message, 'messageType') ?? 'unknown';
  return { ok: false, reason: `a Config event of type ${type}, which holds no item` };
}

/** `configurationItems` of snapshot and history files and of the history API; `baseConfigurationItems` of the batch API. */
function fromLists(value: JsonValue): RawConfigItems | undefined {
  const key = (['configurationItems', 'baseConfigurationItems'] as const).find(
    (one) => ownArray(value, one) !== undefined,
  );
  if (key === undefined) return undefined;
  const items = ownArray(value, key) ?? [];
  const unprocessed = ownArray(value, 'unprocessedResourceKeys')?.length ?? 0;
  const more =
    unprocessed > 0 ? `${unprocessed} of the resources that were asked for are not in the answer` : nextPage(value);
  return found(
    items.map((item, at) => ({ value: item, path: [key, at] })),
    more,
  );
}

/** `Results` of SelectResourceConfig: each is the JSON text of one row. */
function fromQuery(value: JsonValue): RawConfigItems | undefined {
  const rows = ownArray(value, 'Results');
  if (rows === undefined || !rows.every((row) => typeof row === 'string')) return undefined;
  const items = rows.map((row, at) => ({ value: decodeJson(row as string) ?? null, path: ['Results', at] }));
  const isConfig = own(value, 'QueryInfo') !== undefined || items.some(({ value: item }) => isItem(item));
  return isConfig ? found(items, nextPage(value)) : undefined;
}

function nextPage(value: JsonValue): string | undefined {
  const token = ownString(value, 'nextToken') ?? ownString(value, 'NextToken');
  return token ? 'the file is one page of an answer that has more (it ends with a next token)' : undefined;
}
