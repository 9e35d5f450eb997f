import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import type { JsonValue } from '../document.ts';
import { MAX_DEPTH } from '../limits.ts';
import { AliasBudget } from './alias-budget.ts';
import { readEvents } from './events.ts';
import { loadJsYaml } from './load.ts';
import { keyOfScalar, resolveScalar, type Scalar } from './scalar.ts';
import { resolveTagged } from './tag.ts';

/** What is wrong with a YAML text, where. Units: `offset` counts UTF-16 code units. */
export type YamlFault = {
  readonly kind: 'invalid' | 'too-deep' | 'duplicate-key';
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
  readonly width?: number;
};

/** One document of a YAML text; `offset` is where its value starts, in UTF-16 code units. */
export type YamlRoot = { readonly value: JsonValue; readonly offset: number };

/** Offsets of the values of each object and array, by the object itself; filled when a finder of places asks for it. */
export type YamlOffsets = Map<object, Map<string | number, number>>;

export type Composed = {
  /** The documents that hold something, in order; with faults there may be some missing. */
  readonly roots: readonly YamlRoot[];
  readonly faults: readonly YamlFault[];
  readonly exactNumbers: boolean;
  /** Brings an offset of `roots` or YamlOffsets back to the text given; those of faults are. */
  readonly toOriginal: (offset: number) => number;
};

type Anchor = { value: JsonValue; readonly size: number; readonly offset: number; isFinal: boolean };

type Frame = {
  readonly offset: number;
  readonly anchor: string | undefined;
  readonly startCount: number;
} & (
  | { readonly kind: 'document' }
  | { readonly kind: 'sequence'; readonly items: JsonValue[] }
  | {
      readonly kind: 'mapping';
      readonly entries: { [key: string]: JsonValue };
      /** Where each key that is written out stands; keys that only a merge brought are not here. */
      readonly written: Map<string, number>;
      key: string | undefined;
      keyOffset: number;
      isMerge: boolean;
    }
);

class YamlError extends Error {
  readonly fault: YamlFault;
  constructor(fault: YamlFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * Reads YAML as kubectl does (sigs.k8s.io/yaml): YAML 1.1 scalars, keys made strings, tags of no known meaning dropped, `<<`
 * merged in the order of the text.
 * Shape:  plain objects whose `__proto__` key is data; an alias gives the very object of its anchor. Empty documents are
 *         left out.
 * Errors: faults with offsets; never throws. Repeated keys are faults too, and the last one is taken.
 */
export function composeYaml(source: string, offsets?: YamlOffsets): Composed {
  const fail = (kind: YamlFault['kind'], offset: number, message: string): Composed => ({
    roots: [],
    faults: [{ kind, offset, message }],
    exactNumbers: false,
    toOriginal: (at) => at,
  });
  const { YAMLException } = loadJsYaml();
  try {
    const { text, events, toOriginal } = readEvents(source);
    const composed = new Composer(text, offsets).compose(events);
    const faults = composed.faults.map((fault) => ({ ...fault, offset: toOriginal(fault.offset) }));
    return { ...composed, faults, toOriginal };
  } catch (error) {
    if (error instanceof RangeError) return fail('too-deep', 0, 'the text nests too deep');
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    if (error.reason.startsWith('nesting exceeded'))
      return fail('too-deep', offset, `the text nests deeper than ${MAX_DEPTH} levels`);
    return fail('invalid', offset, error.reason.toLowerCase().replaceAll(/\s+/g, ' '));
  }
}

class Composer {
  readonly #text: string;
  readonly #offsets: YamlOffsets | undefined;
  readonly #roots: YamlRoot[] = [];
  readonly #faults: YamlFault[] = [];
  readonly #frames: Frame[] = [];
  #anchors = new Map<string, Anchor>();
  #budget = new AliasBudget();
  #exactNumbers = false;

  constructor(text: string, offsets: YamlOffsets | undefined) {
    this.#text = text;
    this.#offsets = offsets;
  }

  compose(events: readonly Event[]): Omit<Composed, 'toOriginal'> {
    try {
      for (const event of events) this.#take(event);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      this.#faults.push(error.fault);
    }
    return { roots: this.#roots, faults: this.#faults, exactNumbers: this.#exactNumbers };
  }

  #take(event: Event): void {
    const { EVENT_ID } = loadJsYaml();
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#anchors = new Map();
        this.#budget = new AliasBudget();
        this.#frames.push({ kind: 'document', offset: 0, anchor: undefined, startCount: 0 });
        return;
      case EVENT_ID.SEQUENCE:
        this.#open({ kind: 'sequence', items: [], ...this.#opening(event) });
        return;
      case EVENT_ID.MAPPING:
        this.#open({
          kind: 'mapping',
          entries: {},
          written: new Map(),
          key: undefined,
          keyOffset: 0,
          isMerge: false,
          ...this.#opening(event),
        });
        return;
      case EVENT_ID.SCALAR:
        this.#scalar(event);
        return;
      case EVENT_ID.ALIAS:
        this.#alias(this.#text.slice(event.anchorStart, event.anchorEnd), event.anchorStart - 1);
        return;
      case EVENT_ID.POP:
        this.#close();
        return;
    }
  }

  #opening(event: SequenceEvent | MappingEvent) {
    this.#budget.count(1);
    return { offset: event.start, anchor: this.#anchorName(event), startCount: this.#budget.total - 1 };
  }

  #anchorName(event: SequenceEvent | MappingEvent | ScalarEvent): string | undefined {
    return event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
  }

  #open(frame: Frame & { readonly kind: 'sequence' | 'mapping' }): void {
    const parent = this.#frames.at(-1);
    if (parent?.kind === 'mapping' && parent.key === undefined && !parent.isMerge)
      throw this.#error(frame.offset, 'a key is an object or a list', 'a `{{` of a template? render it first');
    const value = frame.kind === 'sequence' ? frame.items : frame.entries;
    if (this.#offsets !== undefined) this.#offsets.set(value, new Map());
    if (frame.anchor !== undefined)
      this.#anchors.set(frame.anchor, { value, size: 0, offset: frame.offset, isFinal: false });
    this.#frames.push(frame);
  }

  #close(): void {
    const frame = this.#frames.pop();
    if (frame === undefined || frame.kind === 'document') return;
    const value = frame.kind === 'sequence' ? frame.items : frame.entries;
    if (frame.anchor !== undefined) {
      const size = this.#budget.total - frame.startCount;
      this.#anchors.set(frame.anchor, { value, size, offset: frame.offset, isFinal: true });
    }
    this.#add(value, frame.offset);
  }

  #scalar(event: ScalarEvent): void {
    const { getScalarValue, SCALAR_STYLE } = loadJsYaml();
    const text = getScalarValue(this.#text, event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const offset = event.valueStart >= 0 ? event.valueStart - (isPlain ? 0 : 1) : this.#nearOffset(event);
    const tag = event.tagStart < 0 ? '' : this.#text.slice(event.tagStart, event.tagEnd);
    const scalar = tag === '' ? (isPlain ? resolveScalar(text) : asString(text)) : resolveTagged(tag, text);
    if (scalar === undefined) throw this.#error(event.tagStart, `\`${text.slice(0, 40)}\` is not what \`${tag}\` says`);
    this.#budget.count(1);
    const frame = this.#frames.at(-1);
    if (frame?.kind === 'mapping' && frame.key === undefined && !frame.isMerge) {
      this.#key(frame, scalar, offset, event);
      return;
    }
    const value = this.#valueOf(scalar, offset);
    const anchor = this.#anchorName(event);
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: 1, offset, isFinal: true });
    this.#add(value, offset);
  }

  /** An empty value has no place of its own: the key before it, or its tag or anchor, stands for it. */
  #nearOffset(event: ScalarEvent): number {
    if (event.tagStart >= 0) return event.tagStart;
    if (event.anchorStart >= 0) return event.anchorStart - 1;
    const frame = this.#frames.at(-1);
    return frame?.kind === 'mapping' && frame.key !== undefined ? frame.keyOffset : (frame?.offset ?? 0);
  }

  #key(frame: Frame & { readonly kind: 'mapping' }, scalar: Scalar, offset: number, event: ScalarEvent): void {
    frame.keyOffset = offset;
    const anchor = this.#anchorName(event);
    if (scalar.kind === 'merge') {
      frame.isMerge = true;
      return;
    }
    const key = keyOfScalar(scalar);
    if (key === undefined) throw this.#error(offset, 'a key is null or no 64-bit integer', 'write the key in `"`');
    if (anchor !== undefined)
      this.#anchors.set(anchor, { value: this.#valueOf(scalar, offset), size: 1, offset, isFinal: true });
    const first = frame.written.get(key);
    if (first !== undefined) {
      const row = 1 + (this.#text.slice(0, first).match(/\n/g)?.length ?? 0);
      const message = `key \`${key}\` stands twice in one object, the first time in line ${row}`;
      const width = Math.max(1, event.valueEnd - event.valueStart);
      this.#faults.push({
        kind: 'duplicate-key',
        offset,
        message,
        hint: 'readers differ in which one they take: leave one',
        width,
      });
    }
    frame.written.set(key, offset);
    frame.key = key;
  }

  #valueOf(scalar: Scalar, offset: number): JsonValue {
    switch (scalar.kind) {
      case 'string':
      case 'bool':
        return scalar.value;
      case 'int':
        if (scalar.digits.length >= 16) this.#exactNumbers = true;
        return scalar.value;
      case 'float':
        if (!Number.isFinite(scalar.value)) throw this.#error(offset, 'JSON has no infinity and no NaN');
        this.#exactNumbers ||=
          !Number.isInteger(scalar.value) || Math.abs(scalar.value) >= 1e15 || Object.is(scalar.value, -0);
        return scalar.value;
      case 'null':
        return null;
      case 'merge':
        return '<<';
    }
  }

  #alias(name: string, offset: number): void {
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) throw this.#error(offset, `alias \`*${name}\` has no anchor before it`);
    if (!anchor.isFinal) throw this.#error(offset, `alias \`*${name}\` stands inside its own anchor`);
    if (!this.#budget.countAlias(anchor.size))
      throw this.#error(offset, 'the aliases of this document expand to too much');
    const frame = this.#frames.at(-1);
    if (frame?.kind === 'mapping' && frame.key === undefined && !frame.isMerge) {
      if (typeof anchor.value === 'object') throw this.#error(offset, 'a key is an object, a list or null');
      frame.key = String(anchor.value);
      frame.keyOffset = offset;
      frame.written.set(frame.key, offset);
      return;
    }
    this.#add(anchor.value, offset);
  }

  #add(value: JsonValue, offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    switch (frame.kind) {
      case 'document':
        if (value !== null) this.#roots.push({ value, offset });
        return;
      case 'sequence':
        this.#offsets?.get(frame.items)?.set(frame.items.length, offset);
        frame.items.push(value);
        return;
      case 'mapping':
        if (frame.isMerge) {
          frame.isMerge = false;
          this.#merge(frame.entries, value, frame.keyOffset);
        } else if (frame.key !== undefined) {
          setOwn(frame.entries, frame.key, value);
          this.#offsets?.get(frame.entries)?.set(frame.key, offset);
          frame.key = undefined;
        }
        return;
    }
  }

  /** INVARIANT: as in go-yaml v2, a merge overwrites what stands before it, and in a list of merges the first wins. */
  #merge(target: { [key: string]: JsonValue }, source: JsonValue, offset: number): void {
    const sources = Array.isArray(source) ? (source as readonly JsonValue[]).toReversed() : [source];
    for (const one of sources) {
      if (one === null || typeof one !== 'object' || Array.isArray(one))
        throw this.#error(offset, 'a `<<` needs an object or a list of objects');
      const places = this.#offsets?.get(one);
      const keys = Object.keys(one);
      if (!this.#budget.countAlias(keys.length))
        throw this.#error(offset, 'the merges of this document expand to too much');
      for (const key of keys) {
        setOwn(target, key, (one as { readonly [key: string]: JsonValue })[key] as JsonValue);
        const place = places?.get(key);
        if (place !== undefined) this.#offsets?.get(target)?.set(key, place);
      }
    }
  }

  #error(offset: number, message: string, hint?: string): YamlError {
    return new YamlError({ kind: 'invalid', offset, message, ...(hint === undefined ? {} : { hint }) });
  }
}

function asString(value: string): Scalar {
  return { kind: 'string', value };
}

function setOwn(target: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
