import type { RegoValue } from '../value/types.ts';

/** A container of the input, or one that a policy made. */
export type Container = object;

/** Which of a container's keys are not known: some, or every key that is not there. */
export type UnknownKeys = ReadonlySet<string | number> | 'all';

/**
 * What of an input is not known, and what to record.
 * Shape:  `unknown` holds the containers that have unknown keys (those keys are absent). `carriers` are all containers
 *         with an unknown at or below them. `tracked`, when given, are the containers of the input: reads of their keys
 *         are recorded for each solution, so that the path of a denial can be told.
 */
export type Marks = {
  readonly unknown: Pick<ReadonlyMap<Container, UnknownKeys>, 'get' | 'has' | 'size'>;
  readonly carriers: Pick<ReadonlySet<Container>, 'has' | 'size'>;
  readonly tracked?: { has(container: Container): boolean };
  readonly watch?: Watch;
};

/**
 * Somebody who tries values for what is not known, and wants to see how the evaluation uses them.
 * Shape:  `isSettled` says that a key of an open container was given a value, or none. `joined` is told when a branch that
 *         rests on `before` comes to rest on `read` too. `lookup` is told each key that is looked up.
 */
export type Watch = {
  isSettled(container: Container, key: RegoValue): boolean;
  joined(before: Read, read: Read): void;
  lookup(container: Container, key: RegoValue): void;
};

/**
 * One look at the input: a key of a container. `key` is undefined when the container was looked at as a whole, or
 * (`shallow`) at which entries it has.
 * `unknown` says that the answer depends on something that is not known.
 */
export type Read = {
  readonly container: Container;
  readonly key: RegoValue | undefined;
  readonly unknown: boolean;
  readonly shallow: boolean;
};

/**
 * One element of a set with what its solution read; `solutions` are the reads of every solution that gave it.
 * INVARIANT: definite when no read is unknown.
 */
export type DerivedElement = {
  readonly value: RegoValue;
  readonly definite: boolean;
  readonly reads: readonly Read[];
  readonly solutions: readonly (readonly Read[])[];
};

/**
 * What an evaluation with marks tells besides its value.
 * Shape:  `unknownReads` are all of the evaluation, of failed branches too: when there is none, the value is certain.
 *         `definite` says so of the value's own derivation. `elements` is set when the value is that of a set rule.
 */
export type Derivation = {
  readonly definite: boolean;
  readonly reads: readonly Read[];
  readonly unknownReads: readonly Read[];
  readonly elements: readonly DerivedElement[] | undefined;
};
