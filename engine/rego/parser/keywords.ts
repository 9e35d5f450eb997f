import type { RegoVersion } from '../ast/module.ts';
import { K, KEYWORDS, KIND_COUNT, type Kind } from '../scanner/index.ts';
import type { ParseOptions } from './options.ts';

const BASE = ['package', 'import', 'as', 'default', 'else', 'not', 'some', 'with', 'null', 'true', 'false'];
/** Keywords of v1 that v0 has to import. */
export const V0_FUTURE: readonly string[] = ['in', 'every', 'contains', 'if'];
const EXPERIMENTAL: readonly string[] = ['and', 'or'];

const V0_KEYWORDS: ReadonlySet<string> = new Set(BASE);
const V1_KEYWORDS: ReadonlySet<string> = new Set([...BASE, ...V0_FUTURE]);

/** Kinds that hints are given for when a keyword is not switched on. */
const FUTURE_KINDS: ReadonlySet<Kind> = new Set(
  [...V0_FUTURE, 'not', ...EXPERIMENTAL].map((word) => KEYWORDS.get(word)!),
);

/** Source: OPA v1/ast policy.go IsKeywordInRegoVersion. */
export function isLanguageKeyword(word: string, version: RegoVersion): boolean {
  return (version === 'v1' ? V1_KEYWORDS : V0_KEYWORDS).has(word);
}

/** Says whether errors call a token of this kind a keyword. */
export function isKeywordKind(kind: Kind): boolean {
  return kind >= K.package;
}

/** The words that `import future.keywords.x` accepts, sorted. */
export function importableKeywords(options: ParseOptions): readonly string[] {
  const words = [...V0_FUTURE, 'not', ...(options.experimentalKeywords === true ? EXPERIMENTAL : [])];
  return words.sort();
}

/** Which keyword kinds are switched on before any import: one entry a kind, 1 for on. */
export function initialKeywords(options: ParseOptions): Uint8Array {
  const active = new Uint8Array(KIND_COUNT).fill(1);
  for (const kind of FUTURE_KINDS) active[kind] = 0;
  active[K.not] = 1;
  if (options.regoVersion === 'v1') activate(active, V0_FUTURE);
  activate(active, options.futureKeywords ?? []);
  return active;
}

/** Switches keywords on; `every` brings `in`. */
export function activate(active: Uint8Array, words: readonly string[]): void {
  for (const word of words) {
    const kind = KEYWORDS.get(word);
    if (kind === undefined) continue;
    active[kind] = 1;
    if (kind === K.every) active[K.in] = 1;
  }
}

/** A copy with every future keyword set to `on`. */
export function withFutureKeywords(active: Uint8Array, on: 0 | 1): Uint8Array {
  const copy = active.slice();
  for (const kind of FUTURE_KINDS) copy[kind] = on;
  return copy;
}
