import { compareStrings, quote } from '../value/index.ts';
import type { Builtin } from './context.ts';
import { failure } from './errors.ts';
import { stringOperand } from './operands.ts';

type Version = { readonly numbers: readonly bigint[]; readonly preRelease: string };

/**
 * Semantic versions; a leading `v` is allowed.
 * Source: OPA internal/semver.
 */
export const semverBuiltins = {
  'semver.is_valid': (_context, x) => typeof x === 'string' && parseVersion(x) !== undefined,
  'semver.compare': (_context, x, y) => {
    const texts = [stringOperand(x, 1), stringOperand(y, 2)] as const;
    const [a, b] = texts.map(parseVersion);
    if (a === undefined) throw failure(`operand 1: string ${quote(texts[0])} is not a valid SemVer`);
    if (b === undefined) throw failure(`operand 2: string ${quote(texts[1])} is not a valid SemVer`);
    return compareVersions(a, b);
  },
} satisfies Record<string, Builtin>;

const IDENTIFIERS = /^[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*$/;
const MAX_INT64 = 2n ** 63n - 1n;

function parseVersion(text: string): Version | undefined {
  const [withoutMetadata, metadata] = cut(text.startsWith('v') ? text.slice(1) : text, '+');
  const [core, preRelease] = cut(withoutMetadata, '-');
  if (metadata !== '' && !IDENTIFIERS.test(metadata)) return undefined;
  if (preRelease !== '' && !IDENTIFIERS.test(preRelease)) return undefined;
  const parts = core.split('.');
  if (parts.length !== 3 || !parts.every((part) => /^[+-]?[0-9]+$/.test(part))) return undefined;
  const numbers = parts.map((part) => BigInt(part.replace(/^\+/, '')));
  return numbers.every((number) => number <= MAX_INT64 && number >= -MAX_INT64 - 1n)
    ? { numbers, preRelease }
    : undefined;
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < 3; index++) {
    const [x, y] = [a.numbers[index] as bigint, b.numbers[index] as bigint];
    if (x !== y) return x > y ? 1 : -1;
  }
  if (a.preRelease === b.preRelease) return 0;
  if (a.preRelease === '') return 1;
  if (b.preRelease === '') return -1;
  return comparePreReleases(a.preRelease.split('.'), b.preRelease.split('.'));
}

/** Numeric identifiers come before others; of equal beginnings the shorter list comes first. */
function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index] as string, b[index] as string];
    const areNumeric = [x, y].map((part) => /^[0-9]+$/.test(part));
    if (areNumeric[0] !== areNumeric[1]) return areNumeric[0] ? -1 : 1;
    const order = areNumeric[0] ? Number(BigInt(x) - BigInt(y)) : compareStrings(x, y);
    if (order !== 0) return Math.sign(order);
  }
  return Math.sign(a.length - b.length);
}
