import { encode, type PackFile, sha256 } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import { type Envelope, signEnvelope } from './dsse.ts';
import type { SigningKey } from './keys.ts';

export const MANIFEST = 'manifest.json';
export const ENVELOPE = 'manifest.dsse.json';
export const PACK_FORMAT = 'probity-evidence-1';
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'https://probity.dev/evidence-pack/v1';

/** Files beside the manifest that it cannot list: they are made from it. */
export const OUTSIDE_MANIFEST: ReadonlySet<string> = new Set([MANIFEST, ENVELOPE, 'timestamp.tsr', 'checkpoint']);

/** Every file of a pack with its digest, and what the pack says it is. */
export type Manifest = {
  readonly format: typeof PACK_FORMAT;
  readonly engine: string;
  readonly bundle: string;
  readonly now: string;
  readonly gate: string;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly size: number }[];
};

/** Builds the manifest over all files given, sorted by path. */
export function manifestOf(facts: Omit<Manifest, 'format' | 'files'>, files: readonly PackFile[]): Manifest {
  const rows = files.map(({ path, bytes }) => ({ path, sha256: sha256(bytes), size: bytes.length }));
  rows.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { format: PACK_FORMAT, ...facts, files: rows };
}

/** Canonical bytes of a manifest: what its digest and the signature stand for. */
export function manifestBytes(manifest: Manifest): Uint8Array {
  return encode(canonicalJson(manifest));
}

/**
 * The in-toto statement over a manifest.
 * Shape:  canonical JSON; the one subject is the manifest's bytes, the predicate repeats its facts.
 * Source: in-toto attestation framework, Statement v1.
 */
export function statementBytes(manifest: Manifest): Uint8Array {
  const { files, ...facts } = manifest;
  return encode(
    canonicalJson({
      _type: STATEMENT_TYPE,
      subject: [{ name: MANIFEST, digest: { sha256: sha256(manifestBytes(manifest)) } }],
      predicateType: PREDICATE_TYPE,
      predicate: { ...facts, files: files.length },
    }),
  );
}

/** Signs a manifest by one or several keys. */
export function signManifest(manifest: Manifest, keys: readonly SigningKey[]): Envelope {
  return signEnvelope(PAYLOAD_TYPE, statementBytes(manifest), keys);
}
