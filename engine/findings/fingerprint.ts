import { createHash } from 'node:crypto';
import type { Denial, PolicyId, Subject } from '../policies/index.ts';
import type { Fingerprint } from './finding.ts';

export type Path = Denial['path'];

/** One step of a path: an object key, an index, or the name that a list element has by its content. */
export type PathStep =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'content'; readonly name: string };

/** Replaces the indexes of set-like lists by the content keys that the mapper declares. */
export function keyPath(path: Path, contentKey: Subject['contentKey']): readonly PathStep[] {
  return path.map((step, position) => {
    if (typeof step === 'string') return { kind: 'key', name: step };
    const name = contentKey(path.slice(0, position + 1));
    return name === undefined ? { kind: 'index', index: step } : { kind: 'content', name };
  });
}

/**
 * Prints a path as people write it: `SecurityGroupIngress[tcp/22/0.0.0.0/0].CidrIp`, `labels["a.b"]`; the root is empty.
 * Shape: plain or keyed steps in; text for people, not for parsing.
 */
export function formatPath(path: Path | readonly PathStep[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (typeof step === 'string') text += formatKey(step, text === '');
    else if (step.kind === 'key') text += formatKey(step.name, text === '');
    else text += `[${step.kind === 'index' ? step.index : step.name}]`;
  }
  return text;
}

function formatKey(name: string, first: boolean): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name)) return `[${JSON.stringify(name)}]`;
  return first ? name : `.${name}`;
}

/** Everything that tells one finding from another; no file, line, index of a set-like list or wording is in it. */
export type Identity = {
  readonly policy: PolicyId;
  readonly resource: string;
  readonly path: readonly PathStep[];
  /** What tells apart denials of one result that share policy, resource and path. */
  readonly rest: string;
};

/**
 * Digests an identity.
 * Shape:  `sha256:` + 64 hex digits over an unambiguous JSON array.
 * Source: design 6.
 */
export function fingerprintOf(identity: Identity): Fingerprint {
  const steps = identity.path.map((step) =>
    step.kind === 'index' ? ['i', step.index] : [step.kind === 'key' ? 'k' : 'c', step.name],
  );
  const parts: unknown[] = ['probity-fingerprint-1', identity.policy, identity.resource, steps];
  if (identity.rest !== '') parts.push(identity.rest);
  return `sha256:${createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('hex')}` as Fingerprint;
}

/** Reads `sha256:` + 64 lower-case hex digits, as a base or a waiver holds it; undefined for anything else. */
export function parseFingerprint(text: string): Fingerprint | undefined {
  return /^sha256:[0-9a-f]{64}$/.test(text) ? (text as Fingerprint) : undefined;
}
