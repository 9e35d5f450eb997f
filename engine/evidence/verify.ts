import { decode, foldPath, type PackFile, pathMistake, sha256 } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import { checkSignatures, parseEnvelope, type SignatureReport } from './dsse.ts';
import type { VerifyingKey } from './keys.ts';
import {
  ENVELOPE,
  MANIFEST,
  type Manifest,
  OUTSIDE_MANIFEST,
  PACK_FORMAT,
  PAYLOAD_TYPE,
  STATEMENT_TYPE,
  statementBytes,
} from './manifest.ts';
import { recheckPack } from './recheck.ts';

/** One thing that is wrong with a pack, at the file that differs. */
export type PackProblem = { readonly file: string; readonly message: string };

/**
 * What verification found.
 * Shape: `verified` = whole, consistent and signed by a trusted key; `intact-unproven` = whole and consistent, but no key was
 *        given to prove its author; `broken` = anything else, with a problem for each file that differs.
 */
export type VerifyReport = {
  readonly status: 'verified' | 'intact-unproven' | 'broken';
  readonly problems: readonly PackProblem[];
  readonly signatures: readonly SignatureReport[];
  readonly files: number;
  /** Facts of the manifest, where it can be read. */
  readonly facts?: Omit<Manifest, 'files'>;
};

/** Exit codes of `evidence verify`; an author not proven has its own. */
export const VERIFY_EXIT_CODES = {
  verified: 0,
  broken: 1,
  'intact-unproven': 3,
} as const satisfies Record<VerifyReport['status'], number>;

/**
 * Verifies a pack by computing everything again.
 * Shape:  all files found, links and other non-files with their kind; the keys that the reader trusts, from outside the pack.
 * Errors: none thrown for any content; each is a problem at its file. The contents are checked against each other only when
 *         every file is the one of the manifest, so that a changed file is named alone.
 * Source: design 7.
 */
export function verifyPack(
  files: readonly PackFile[],
  options: { readonly publicKeys: readonly VerifyingKey[] },
): VerifyReport {
  const problems: PackProblem[] = [...checkPaths(files)];
  const byPath = new Map(files.map((file) => [file.path, file]));
  const manifest = readManifest(byPath.get(MANIFEST), problems);
  if (manifest !== undefined) problems.push(...checkFiles(manifest, files));
  const signatures =
    manifest === undefined ? [] : checkEnvelope(byPath.get(ENVELOPE), manifest, options.publicKeys, problems);
  if (problems.length === 0) problems.push(...recheckPack(byPath));
  const facts = manifest === undefined ? {} : { facts: factsOf(manifest) };
  const status = problems.length > 0 ? 'broken' : options.publicKeys.length === 0 ? 'intact-unproven' : 'verified';
  return { status, problems, signatures, files: files.length, ...facts };
}

function factsOf({ files: _, ...facts }: Manifest): Omit<Manifest, 'files'> {
  return facts;
}

function checkPaths(files: readonly PackFile[]): readonly PackProblem[] {
  const taken = new Map<string, string>();
  return files.flatMap(({ path, kind }) => {
    const problems: PackProblem[] = [];
    const mistake = pathMistake(path);
    if (mistake !== undefined) problems.push({ file: path, message: mistake });
    if (kind === 'symlink') problems.push({ file: path, message: 'is a symbolic link, a pack has plain files only' });
    if (kind === 'other') problems.push({ file: path, message: 'is not a plain file' });
    const twin = taken.get(foldPath(path));
    if (twin !== undefined)
      problems.push({
        file: path,
        message: twin === path ? 'is there twice' : `is the same name as \`${twin}\` on some systems`,
      });
    taken.set(foldPath(path), path);
    return problems;
  });
}

/** Reads the manifest; its bytes must be canonical, so that there is exactly one manifest for one content. */
function readManifest(file: PackFile | undefined, problems: PackProblem[]): Manifest | undefined {
  const refuse = (message: string) => {
    problems.push({ file: MANIFEST, message });
    return undefined;
  };
  if (file === undefined) return refuse('is missing');
  const text = decode(file.bytes);
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    return refuse('is not JSON');
  }
  if (!isManifest(value)) return refuse('is not a manifest of a format that can be verified');
  if (canonicalJson(value) !== text) return refuse('is not in canonical form');
  return value;
}

function isManifest(value: unknown): value is Manifest {
  const { format, engine, bundle, now, gate, files } = Object(value) as { readonly [key: string]: unknown };
  if (format !== PACK_FORMAT || !Array.isArray(files)) return false;
  if (![engine, bundle, now, gate].every((one) => typeof one === 'string')) return false;
  return files.every((row: unknown) => {
    const { path, sha256: digest, size } = Object(row) as { readonly [key: string]: unknown };
    return typeof path === 'string' && typeof digest === 'string' && typeof size === 'number';
  });
}

function checkFiles(manifest: Manifest, files: readonly PackFile[]): readonly PackProblem[] {
  const problems: PackProblem[] = [];
  const found = new Map(files.map((file) => [file.path, file]));
  const listed = new Set<string>();
  for (const { path, sha256: digest, size } of manifest.files) {
    const mistake = pathMistake(path);
    if (mistake !== undefined) problems.push({ file: MANIFEST, message: `lists \`${path}\`, which ${mistake}` });
    if (listed.has(path)) problems.push({ file: MANIFEST, message: `lists \`${path}\` twice` });
    if (OUTSIDE_MANIFEST.has(path)) problems.push({ file: MANIFEST, message: `lists \`${path}\`, which it cannot` });
    listed.add(path);
    const file = found.get(path);
    if (file === undefined) problems.push({ file: path, message: 'is missing' });
    else if (sha256(file.bytes) !== digest)
      problems.push({
        file: path,
        message: `differs from the manifest: SHA-256 is ${sha256(file.bytes)}, not ${digest}`,
      });
    else if (file.bytes.length !== size) problems.push({ file: MANIFEST, message: `has a wrong size for \`${path}\`` });
  }
  for (const { path } of files)
    if (!listed.has(path) && !OUTSIDE_MANIFEST.has(path))
      problems.push({ file: path, message: 'is not in the manifest' });
  return problems;
}

/** Checks that the envelope speaks of this manifest, and which of the trusted keys signed it. */
function checkEnvelope(
  file: PackFile | undefined,
  manifest: Manifest,
  keys: readonly VerifyingKey[],
  problems: PackProblem[],
): readonly SignatureReport[] {
  const refuse = (message: string): readonly SignatureReport[] => {
    problems.push({ file: ENVELOPE, message });
    return [];
  };
  if (file === undefined) return keys.length === 0 ? [] : refuse('is missing: the pack is not signed');
  const envelope = parseEnvelope(decode(file.bytes) ?? '');
  if (envelope === undefined) return refuse('is not a DSSE envelope');
  if (envelope.payloadType !== PAYLOAD_TYPE) return refuse(`has another payload type than ${PAYLOAD_TYPE}`);
  const payload = Buffer.from(envelope.payload, 'base64');
  const statement = parseObject(decode(payload));
  if (statement?._type !== STATEMENT_TYPE) return refuse('holds no in-toto statement');
  const signatures = checkSignatures(envelope, keys);
  if (!payload.equals(statementBytes(manifest))) refuse('signs another manifest than the manifest.json of the pack');
  if (keys.length > 0 && !signatures.some((one) => one.status === 'valid'))
    refuse('has no valid signature of a key that was given');
  return signatures;
}

function parseObject(text: string | undefined): { readonly [key: string]: unknown } | undefined {
  try {
    return Object(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}
