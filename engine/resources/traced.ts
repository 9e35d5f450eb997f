import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { child, isList, isObject, MAX_WALK_DEPTH, setOwn, withoutNulls } from './json.ts';
import { commonOf, type KnownText } from './known-text.ts';
import type { UnknownPath, UnknownReason } from './resource.ts';

/**
 * A thing as its source describes it: a planned Terraform resource or a Config item.
 * Shape:  `unknown` and `sensitive` are trees of marks over `values`, where true marks a whole value.
 *         `base` is the path of `values` in the document.
 */
export type Native = {
  readonly address: string;
  readonly type: string;
  readonly values: JsonObject;
  readonly unknown: JsonValue | undefined;
  readonly sensitive: JsonValue | undefined;
  readonly base: JsonPath;
  /** Whether this run creates it, so that the documented defaults of the cloud hold for what is not set. */
  readonly isNew: boolean;
  /** Whether the configuration sets the attribute at `path`; undefined where the source has no configuration. */
  readonly isConfigured: (path: JsonPath) => boolean | undefined;
  /** Addresses of the resources whose apply decides the value at `path`. */
  readonly decidedBy: (path: JsonPath) => readonly string[];
  /** A policy document whose text is not known, put together from the data source that makes it. */
  readonly rebuild: (path: JsonPath) => Traced | undefined;
  /** The one resource of the given native type that the attribute at `path` refers to, by reference or by value. */
  readonly follow: (path: JsonPath, type: string) => Native | undefined;
  /** Resources of a native type that the same provider configuration manages in this document. */
  readonly siblings: (type: string) => readonly Native[];
  /** Whether the attribute at `path` copies another resource's arn, id or name, which cannot be absent. */
  readonly isAlwaysSet: (path: JsonPath) => boolean;
  /** The name of the value at `path`, where that copies a value of one resource and no more. */
  readonly symbolOf?: (path: JsonPath) => string | undefined;
  /** What is known of the text at `path` although it is not known as a whole. */
  readonly textOf?: (path: JsonPath) => KnownText | undefined;
  /** The AWS account, where the source or the run names it. */
  readonly account: string | undefined;
};

/** A place in a native resource, with the marks that lie on it. Undefined `value` is absent (or null). */
export type Cursor = {
  readonly native: Native;
  readonly path: JsonPath;
  readonly value: JsonValue | undefined;
  readonly unknown: JsonValue | undefined;
  readonly sensitive: JsonValue | undefined;
};

/** Where a canonical value comes from; undefined for documented defaults. */
export type Origin = { readonly native: Native; readonly path: JsonPath };

/** A canonical value that still knows where each part comes from; undefined in place of a Traced is an absent value. */
export type Traced =
  | { readonly kind: 'value'; readonly value: JsonValue; readonly at: Origin | undefined; readonly secret?: boolean }
  | {
      readonly kind: 'unknown';
      readonly at: Origin | undefined;
      readonly reason: UnknownReason;
      readonly decidedBy?: readonly string[];
      readonly text?: KnownText;
    }
  | {
      readonly kind: 'object';
      readonly fields: readonly (readonly [string, Traced])[];
      readonly at: Origin | undefined;
      readonly open?: UnknownReason;
    }
  | {
      readonly kind: 'list';
      readonly items: readonly Traced[];
      readonly at: Origin | undefined;
      readonly open?: UnknownReason;
      readonly openedBy?: readonly string[];
    };

/** One step of a walk; the path is put together when somebody asks, since most steps end in a value that is taken over. */
class Step implements Cursor {
  readonly native: Native;
  readonly value: JsonValue | undefined;
  readonly unknown: JsonValue | undefined;
  readonly sensitive: JsonValue | undefined;
  readonly #from: Cursor | undefined;
  readonly #key: string | number;

  constructor(
    native: Native,
    from: Cursor | undefined,
    key: string | number,
    value: JsonValue | undefined,
    unknown: JsonValue | undefined,
    sensitive: JsonValue | undefined,
  ) {
    this.native = native;
    this.value = value;
    this.unknown = unknown;
    this.sensitive = sensitive;
    this.#from = from;
    this.#key = key;
  }

  get path(): JsonPath {
    return this.#from === undefined ? [] : [...this.#from.path, this.#key];
  }
}

export function rootCursor(native: Native): Cursor {
  return new Step(native, undefined, '', native.values, native.unknown, native.sensitive);
}

export function step(cursor: Cursor, key: string | number): Cursor {
  const { unknown, sensitive } = cursor;
  return new Step(
    cursor.native,
    cursor,
    key,
    child(cursor.value, key),
    unknown === true ? true : child(unknown, key),
    sensitive === true ? true : child(sensitive, key),
  );
}

/** The same place with another value, as for text that holds JSON. */
export function withValue(cursor: Cursor, value: JsonValue | undefined, unknown = cursor.unknown): Cursor {
  const { native, path, sensitive } = cursor;
  return { native, path, value, unknown, sensitive };
}

/** Whether the whole value is not known; a known value beside it wins (old formats mark more than they should). */
export function isUnknown(cursor: Cursor): boolean {
  return cursor.unknown === true && cursor.value === undefined;
}

export function hasMark(marks: JsonValue | undefined, depth = 0): boolean {
  if (marks === true) return true;
  if (typeof marks !== 'object' || marks === null || depth > MAX_WALK_DEPTH) return false;
  return Object.values(marks).some((mark) => hasMark(mark as JsonValue, depth + 1));
}

export function originOf(cursor: Cursor): Origin {
  return cursor;
}

export function unknownAt(cursor: Cursor, reason: UnknownReason = 'after-apply'): Traced {
  return { kind: 'unknown', at: originOf(cursor), reason };
}

/** Takes a value over as it is, nulls dropped, marks carried along. */
export function copy(cursor: Cursor, depth = 0): Traced | undefined {
  if (isUnknown(cursor)) return unknownAt(cursor);
  const { value } = cursor;
  if (value === undefined) return undefined;
  const at = originOf(cursor);
  if (cursor.sensitive === true) return { kind: 'value', value: withoutNulls(value), at, secret: true };
  const marked = typeof value === 'object' && (hasMark(cursor.unknown) || hasMark(cursor.sensitive));
  if (!marked || depth > MAX_WALK_DEPTH) return { kind: 'value', value: withoutNulls(value), at };
  if (isList(value)) {
    const items: Traced[] = [];
    for (const index of value.keys()) {
      const item = copy(step(cursor, index), depth + 1);
      if (item !== undefined) items.push(item);
    }
    return { kind: 'list', items, at };
  }
  const keys = new Set([
    ...Object.keys(value as JsonObject),
    ...(isObject(cursor.unknown) ? Object.keys(cursor.unknown) : []),
  ]);
  const fields: [string, Traced][] = [];
  for (const key of keys) {
    const field = copy(step(cursor, key), depth + 1);
    if (field !== undefined) fields.push([key, field]);
  }
  return { kind: 'object', fields, at };
}

/** The canonical JSON, and the paths in it that are unknown or secret. */
export type Flat<Value = JsonValue | undefined> = {
  readonly value: Value;
  readonly unknown: readonly UnknownPath[];
  readonly sensitive: readonly JsonPath[];
};

/**
 * Takes the traces off.
 * Shape: an unknown member is absent; an unknown list element becomes `{}` or is marked by `open` on its list.
 */
export function flatten(traced: Traced, alwaysSet: (path: JsonPath) => boolean = () => false): Flat {
  const unknown: UnknownPath[] = [];
  const sensitive: JsonPath[] = [];
  const visit = (node: Traced, path: JsonPath): JsonValue | undefined => {
    switch (node.kind) {
      case 'value':
        if (node.secret) sensitive.push(path);
        return node.value;
      case 'unknown':
        unknown.push(new UnknownValue(path, node, undefined, node.decidedBy, alwaysSet(path)));
        return undefined;
      case 'object': {
        if (node.open !== undefined) unknown.push(openPath(node, node.open, path));
        const object: Record<string, JsonValue> = {};
        for (const [key, field] of node.fields) {
          // The path of a plain value tells nobody anything.
          const isPlain = field.kind === 'value' && field.secret !== true;
          const value = isPlain ? field.value : visit(field, [...path, key]);
          if (value !== undefined) setOwn(object, key, value);
        }
        return object;
      }
      case 'list': {
        if (node.open !== undefined) unknown.push(openPath(node, node.open, path));
        // A list shows its known elements in front; that there are more is told by `open`.
        const hidden = node.items.find((item) => item.kind === 'unknown');
        if (hidden !== undefined && node.open === undefined) {
          const items = node.items.filter((item) => item.kind === 'unknown');
          const told = { at: hidden.at, reason: hidden.reason, text: () => textOfAll(items) };
          unknown.push(new UnknownValue(path, told, true, node.openedBy ?? hidden.decidedBy, false));
        }
        const values: JsonValue[] = [];
        for (const item of node.items)
          if (item.kind !== 'unknown') values.push(visit(item, [...path, values.length]) as JsonValue);
        return values;
      }
    }
  };
  return { value: visit(traced, []), unknown, sensitive };
}

type Hidden = Extract<Traced, { kind: 'unknown' }>;

function textOfOne({ at, text, reason }: Hidden): KnownText | undefined {
  return text ?? (reason === 'after-apply' && at !== undefined ? at.native.textOf?.(at.path) : undefined);
}

/** What is known of each of several texts. */
function textOfAll([first, ...others]: readonly Hidden[]): KnownText | undefined {
  let common = first === undefined ? undefined : textOfOne(first);
  for (const other of others) {
    const text = textOfOne(other);
    common = common === undefined || text === undefined ? undefined : commonOf(common, text);
  }
  return common === undefined || common.isListed ? undefined : { ...common, most: others.length + 1 };
}

function openPath(
  node: Extract<Traced, { kind: 'list' | 'object' }>,
  reason: UnknownReason,
  path: JsonPath,
): UnknownPath {
  return new UnknownValue(path, { at: node.at, reason }, true, node.kind === 'list' ? node.openedBy : undefined, false);
}

/** Who decides a value, and whether it copies one that is always there, follows references: found when somebody asks. */
class UnknownValue implements UnknownPath {
  readonly path: JsonPath;
  readonly reason: UnknownReason;
  readonly open: true | undefined;
  readonly #at: Origin | undefined;
  readonly #text: (() => KnownText | undefined) | KnownText | undefined;
  #decidedBy: readonly string[] | undefined;
  #alwaysSet: boolean | undefined;
  #symbol: { readonly value: string | undefined } | undefined;
  #known: { readonly value: KnownText | undefined } | undefined;

  constructor(
    path: JsonPath,
    node: {
      readonly at: Origin | undefined;
      readonly reason: UnknownReason;
      readonly text?: KnownText | (() => KnownText | undefined);
    },
    open: true | undefined,
    decidedBy: readonly string[] | undefined,
    alwaysSet: boolean,
  ) {
    this.path = path;
    this.reason = node.reason;
    this.open = open;
    this.#at = node.at;
    this.#text = node.text;
    this.#decidedBy = decidedBy;
    this.#alwaysSet = alwaysSet || undefined;
  }

  get decidedBy(): readonly string[] {
    this.#decidedBy ??= this.#at?.native.decidedBy(this.#at.path) ?? [];
    return this.#decidedBy;
  }

  get alwaysSet(): true | undefined {
    this.#alwaysSet ??= this.open === undefined && this.#at?.native.isAlwaysSet(this.#at.path) === true;
    return this.#alwaysSet || undefined;
  }

  get symbol(): string | undefined {
    this.#symbol ??= { value: this.#findSymbol() };
    return this.#symbol.value;
  }

  get text(): KnownText | undefined {
    this.#known ??= { value: this.#findText() };
    return this.#known.value;
  }

  #findSymbol(): string | undefined {
    if (this.open || this.reason !== 'after-apply' || this.#text !== undefined) return undefined;
    return this.#at?.native.symbolOf?.(this.#at.path);
  }

  #findText(): KnownText | undefined {
    if (typeof this.#text === 'function') return this.#text();
    if (this.#text !== undefined || this.open || this.reason !== 'after-apply') return this.#text;
    return this.#at?.native.textOf?.(this.#at.path);
  }
}

/** An element by its index among those that are known; those that are not known are counted after them. */
function itemAt(items: readonly Traced[], index: number): Traced | undefined {
  const known = items.filter((item) => item.kind !== 'unknown');
  return known[index] ?? items.filter((item) => item.kind === 'unknown')[index - known.length];
}

/** Where the value at a canonical path comes from: of the nearest ancestor that has an origin. */
export function originAt(traced: Traced, path: JsonPath): Origin | undefined {
  let node: Traced | undefined = traced;
  let at = node.at;
  for (const [index, key] of path.entries()) {
    if (node.kind === 'value')
      return node.at === undefined ? at : { native: node.at.native, path: [...node.at.path, ...path.slice(index)] };
    if (node.kind === 'object') node = node.fields.find(([name]) => name === key)?.[1];
    else if (node.kind === 'list') node = itemAt(node.items, key as number);
    else return at;
    if (node === undefined) return at;
    at = node.at ?? at;
  }
  return at;
}
