import type { Place } from '../../diagnostics/index.ts';
import type { JsonPath } from '../document.ts';
import { createPlaceFinder } from '../place.ts';
import { endOfString, readString } from './key.ts';

/** What is known so far of one object or array: where its members start, and where to go on reading. */
type Container = { readonly members: Map<string | number, number>; resume: number; isDone: boolean };

const QUOTE = 34;
const COMMA = 44;

/** Finds places, and the text of values, in one JSON text. `start` is the byte offset of the value that paths begin at. */
export type JsonLocator = {
  readonly locate: (path: JsonPath, start: number) => Place;
  /** The value as written; undefined where there is none. */
  readonly textOf: (path: JsonPath, start: number) => string | undefined;
};

/**
 * Makes the finder of places for one JSON text.
 * Shape:  scans bytes only when asked, without recursion, and remembers the members that it came past, so that many
 *         findings in one file cost about one scan. A path that leads nowhere gives its nearest ancestor's place.
 * INVARIANT: the text parsed as JSON and has no duplicate keys.
 */
export function createJsonLocator(file: string, bytes: Uint8Array): JsonLocator {
  const placeOf = createPlaceFinder(file, bytes);
  const containers = new Map<number, Container>();
  const find = (path: JsonPath, start: number) => {
    let offset = skipSpace(bytes, start);
    for (const step of path) {
      const member = findMember(bytes, containers, offset, step);
      if (member === undefined) return { offset, isThere: false };
      offset = member;
    }
    return { offset, isThere: true };
  };
  return {
    locate: (path, start) => placeOf(find(path, start).offset),
    textOf: (path, start) => {
      const { offset, isThere } = find(path, start);
      if (!isThere) return undefined;
      const end = skipValue(bytes, offset);
      return Buffer.from(bytes.buffer, bytes.byteOffset + offset, end - offset)
        .toString('utf8')
        .trimEnd();
    },
  };
}

function findMember(
  bytes: Uint8Array,
  containers: Map<number, Container>,
  offset: number,
  step: string | number,
): number | undefined {
  const bracket = bytes[offset];
  if (bracket !== 123 && bracket !== 91) return undefined;
  if ((bracket === 91) !== (typeof step === 'number')) return undefined;
  let container = containers.get(offset);
  if (container === undefined) {
    container = { members: new Map(), resume: offset + 1, isDone: false };
    containers.set(offset, container);
  }
  const known = container.members.get(step);
  if (known !== undefined || container.isDone) return known;
  for (;;) {
    let at = skipSpace(bytes, container.resume);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    if (at >= bytes.length || bytes[at] === 125 || bytes[at] === 93) {
      container.isDone = true;
      return undefined;
    }
    let name: string | number = container.members.size;
    if (bracket === 123) {
      name = readString(bytes, at);
      at = skipSpace(bytes, endOfString(bytes, at) + 1);
      at = skipSpace(bytes, at + 1);
    }
    container.members.set(name, at);
    container.resume = skipValue(bytes, at);
    if (name === step) return at;
  }
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] as number) <= 32) at += 1;
  return at;
}

/** Offset after the value that starts at `from`. */
function skipValue(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfString(bytes, at) + 1;
      if (depth === 0) return at;
    } else if (byte === 123 || byte === 91) {
      depth += 1;
      at += 1;
    } else if (byte === 125 || byte === 93) {
      if (depth === 0) return at;
      depth -= 1;
      at += 1;
      if (depth === 0) return at;
    } else if (byte === COMMA && depth === 0) return at;
    else at += 1;
  }
  return at;
}
