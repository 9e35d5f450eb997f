import type { JsonObject, JsonValue } from '../document.ts';

/**
 * One AWS Config item in one spelling, whatever file or API it came from: an element of an aws-config Document's root.
 * Shape:  null stands for what the source does not report. `configuration` and `supplementaryConfiguration` are objects:
 *         JSON text in them is decoded as often as it was encoded, URL-encoded IAM documents too. Deleted items are kept
 *         with their status and a `configuration` of null.
 * Units:  `captureTime` and `resourceCreationTime` are RFC 3339 in UTC with milliseconds.
 * Source: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html
 */
export type ConfigItem = {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly availabilityZone: string | null;
  readonly resourceType: string;
  readonly resourceId: string | null;
  readonly resourceName: string | null;
  readonly arn: string | null;
  /** null where the source does not report tags, which is not the same as none. */
  readonly tags: { readonly [key: string]: string } | null;
  readonly configuration: JsonObject | null;
  readonly supplementaryConfiguration: JsonObject | null;
  readonly relationships: readonly JsonValue[] | null;
  readonly captureTime: string | null;
  readonly resourceCreationTime: string | null;
  /** `OK`, `ResourceDiscovered`, `ResourceNotRecorded`, `ResourceDeleted` or `ResourceDeletedNotRecorded`. */
  readonly status: string | null;
};

/** A raw item, and the path from the file's root to it, or to the JSON text that holds it. */
export type RawItem = { readonly value: JsonValue; readonly path: readonly (string | number)[] };

/** The items of one envelope, and why there may be more of them elsewhere. */
export type RawConfigItems =
  | { readonly ok: true; readonly items: readonly RawItem[]; readonly incomplete?: string }
  | { readonly ok: false; readonly reason: string };
