import type { PolicyMetadata, ResultVerdict } from '../policy.ts';

/** An unknown verdict as its policy wants it counted: never as pass. */
export function countedAs(as: PolicyMetadata['unknownAs'], verdict: ResultVerdict): ResultVerdict {
  if (verdict.verdict !== 'unknown' || as !== 'fail') return verdict;
  const { missing, denials } = verdict;
  if (denials.length > 0) return { verdict: 'fail', denials, missing };
  const [first] = missing;
  const message = `cannot be told before apply: ${first === undefined ? 'something' : nameOf(first.path)} is not known`;
  return { verdict: 'fail', denials: [{ message, path: first?.path ?? [] }], missing };
}

function nameOf(path: readonly (string | number)[]): string {
  return path.length === 0 ? 'the resource' : path.join('.');
}
