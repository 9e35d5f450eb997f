import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  addSignatures,
  envelopeBytes,
  type PackFile,
  parseEnvelope,
  parsePublicKey,
  VERIFY_EXIT_CODES,
  verifyPack,
} from '../../engine/evidence/index.ts';
import { manifestBytes, manifestOf } from '../../engine/evidence/manifest.ts';
import { sumsOf } from '../../engine/evidence/pack.ts';
import { makeKey, samplePack } from './sample-pack.ts';

const signer = makeKey('ed25519');
const second = makeKey('p256');
const stranger = makeKey('p256');
const SIGNED = samplePack([signer, second]);
const UNSIGNED = samplePack();

const trusted = (...keys: readonly { readonly publicPem: string }[]) =>
  keys.flatMap(({ publicPem }) => {
    const parsed = parsePublicKey(publicPem, 'key.pem');
    return parsed.ok ? [parsed.value] : [];
  });

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (file: PackFile) => new TextDecoder().decode(file.bytes);

function edit(files: readonly PackFile[], path: string, change: (text: string) => string): readonly PackFile[] {
  return files.map((file) => (file.path === path ? { ...file, bytes: bytes(change(text(file))) } : file));
}

/** Makes digests and manifest fit again after an edit, as a careful forger would. */
function reseal(files: readonly PackFile[]): readonly PackFile[] {
  const manifest = JSON.parse(text(files.find((file) => file.path === 'manifest.json')!));
  const listed = files.filter(({ path }) => !/^(manifest\.|SHA256SUMS)/.test(path));
  const summed = [...listed, { path: 'SHA256SUMS', bytes: bytes(sumsOf(listed)) }];
  const { engine, bundle, now, gate } = manifest;
  return [
    ...summed,
    { path: 'manifest.json', bytes: manifestBytes(manifestOf({ engine, bundle, now, gate }, summed)) },
  ];
}

describe('a whole pack', () => {
  test.for([
    { note: 'signed, first key', files: SIGNED, keys: [signer], status: 'verified', exit: 0 },
    { note: 'signed, second key', files: SIGNED, keys: [second], status: 'verified', exit: 0 },
    { note: 'signed, both keys', files: SIGNED, keys: [signer, second], status: 'verified', exit: 0 },
    { note: 'signed, no key given', files: SIGNED, keys: [], status: 'intact-unproven', exit: 3 },
    { note: 'unsigned, no key given', files: UNSIGNED, keys: [], status: 'intact-unproven', exit: 3 },
  ] as const)('$note: $status', ({ files, keys, status, exit }) => {
    const report = verifyPack(files, { publicKeys: trusted(...keys) });
    expect(report.problems).toEqual([]);
    expect(report.status).toBe(status);
    expect(VERIFY_EXIT_CODES[report.status]).toBe(exit);
  });

  test('tells which keys signed it', () => {
    const { signatures } = verifyPack(SIGNED, { publicKeys: trusted(signer) });
    expect(signatures.find((one) => one.keyid === signer.keyid)?.status).toBe('valid');
    expect(signatures.find((one) => one.keyid === second.keyid)?.status).toBe('unknown-key');
  });

  test('takes another signature later', () => {
    const envelope = parseEnvelope(text(SIGNED.find((file) => file.path === 'manifest.dsse.json')!))!;
    const files = SIGNED.map((file) =>
      file.path === 'manifest.dsse.json'
        ? { ...file, bytes: envelopeBytes(addSignatures(envelope, [stranger])) }
        : file,
    );
    expect(verifyPack(files, { publicKeys: trusted(stranger) }).status).toBe('verified');
  });
});

type Broken = {
  readonly note: string;
  readonly files: readonly PackFile[];
  readonly keys?: readonly { readonly publicPem: string }[];
  readonly want: readonly string[];
};

const rows = (value: string) => value.trimEnd().split('\n');

const BROKEN: readonly Broken[] = [
  {
    note: 'one flipped byte is named, alone',
    files: edit(SIGNED, 'results.jsonl', (value) => value.replace('"pass"', '"fail"')),
    keys: [signer],
    want: ['results.jsonl differs from the manifest'],
  },
  {
    note: 'a changed policy',
    files: edit(UNSIGNED, 'policies/aws/s3-bucket-encryption/policy.rego', (value) => `${value}#`),
    want: ['policies/aws/s3-bucket-encryption/policy.rego differs from the manifest'],
  },
  {
    note: 'a missing file',
    files: UNSIGNED.filter((file) => file.path !== 'gaps.json'),
    want: ['gaps.json is missing'],
  },
  {
    note: 'an extra file',
    files: [...UNSIGNED, { path: 'inputs/extra.json', bytes: bytes('{}') }],
    want: ['inputs/extra.json is not in the manifest'],
  },
  {
    note: 'no manifest',
    files: UNSIGNED.filter((file) => file.path !== 'manifest.json'),
    want: ['manifest.json is missing'],
  },
  {
    note: 'a manifest with white space',
    files: edit(UNSIGNED, 'manifest.json', (value) => value.replace('{', '{ ')),
    want: ['manifest.json is not in canonical form'],
  },
  {
    note: 'a manifest with a key twice',
    files: edit(UNSIGNED, 'manifest.json', (value) => value.replace('{', '{"bundle":"x",')),
    want: ['manifest.json is not in canonical form'],
  },
  {
    note: 'a key is given, no signature',
    files: UNSIGNED,
    keys: [signer],
    want: ['manifest.dsse.json is missing: the pack is not signed'],
  },
  {
    note: 'signed by someone else',
    files: SIGNED,
    keys: [stranger],
    want: ['manifest.dsse.json has no valid signature of a key that was given'],
  },
  {
    note: 'resealed without the signer',
    files: [
      ...reseal(edit(SIGNED, 'gaps.json', (value) => value.replace('"notChecked":[', '"notChecked":["x",'))),
      SIGNED.find((file) => file.path === 'manifest.dsse.json')!,
    ],
    keys: [signer],
    want: ['manifest.dsse.json signs another manifest than the manifest.json of the pack'],
  },
  {
    note: 'a path that leads out',
    files: [...UNSIGNED, { path: '../evil.sh', bytes: bytes('') }],
    want: ['../evil.sh leads out of the pack', '../evil.sh is not in the manifest'],
  },
  {
    note: 'a symbolic link',
    files: UNSIGNED.map((file) => (file.path === 'gaps.json' ? { ...file, kind: 'symlink' } : file)),
    want: ['gaps.json is a symbolic link, a pack has plain files only'],
  },
  {
    note: 'a file twice',
    files: [...UNSIGNED, UNSIGNED.find((file) => file.path === 'gaps.json')!],
    want: ['gaps.json is there twice'],
  },
  {
    note: 'two names that are one on some systems',
    files: [...UNSIGNED, { path: 'GAPS.json', bytes: bytes('{}') }],
    want: ['GAPS.json is the same name as `gaps.json` on some systems', 'GAPS.json is not in the manifest'],
  },
  {
    note: 'resealed: a failing result turned into a pass',
    files: reseal(edit(UNSIGNED, 'results.jsonl', (value) => value.replace('"verdict":"fail"', '"verdict":"pass"'))),
    want: [
      'scope.json has other counts of verdicts than results.jsonl',
      'results.jsonl has findings for',
      'controls.json says soc2 CC6.1 is not-supported, its results say supported',
    ],
  },
  {
    note: 'resealed: a resource left out of the population',
    files: reseal(edit(UNSIGNED, 'population.jsonl', (value) => `${rows(value).slice(1).join('\n')}\n`)),
    want: [
      'results.jsonl judges `plan.json/aws_s3_bucket.main["logs"]`, which is not in the population',
      'scope.json has other counts of the population than population.jsonl',
    ],
  },
  {
    note: 'resealed: a control made better',
    files: reseal(
      edit(UNSIGNED, 'controls.json', (value) => value.replace('"status":"indeterminate"', '"status":"supported"')),
    ),
    want: ['controls.json says soc2 CC7.2 is supported, its results say indeterminate'],
  },
  {
    note: 'resealed: a waiver taken out',
    files: reseal(edit(UNSIGNED, 'waivers.json', (value) => value.replace(/"used":\[.*\]/, '"used":[]'))),
    want: ['waivers.json does not have the waiver used for'],
  },
  {
    note: 'resealed: a result of no known policy',
    files: reseal(edit(UNSIGNED, 'policies.json', (value) => value.replaceAll('aws/s3-bucket-logging', 'aws/other'))),
    want: ['results.jsonl judges by `aws/s3-bucket-logging`', 'results.jsonl judges by `aws/s3-bucket-logging`'],
  },
  {
    note: 'resealed: a line that is no record',
    files: reseal(edit(UNSIGNED, 'results.jsonl', (value) => `{"policy":1}\n${value}`)),
    want: ['results.jsonl line 1 is not a record in canonical JSON'],
  },
  {
    note: 'resealed: another clock',
    files: reseal(edit(UNSIGNED, 'scope.json', (value) => value.replace('2026-11-23T12', '2025-11-23T12'))),
    want: ['scope.json has another `now` than the manifest'],
  },
  { note: 'an empty folder', files: [], want: ['manifest.json is missing'] },
  {
    note: 'an envelope that is none',
    files: edit(SIGNED, 'manifest.dsse.json', () => '{"payload":"%%%"}'),
    keys: [signer],
    want: ['manifest.dsse.json is not a DSSE envelope'],
  },
];

test.for(BROKEN)('broken: $note', ({ files, keys = [], want }) => {
  const report = verifyPack(files, { publicKeys: trusted(...keys) });
  expect(report.status).toBe('broken');
  const told = report.problems.map(({ file, message }) => `${file} ${message}`);
  expect(told.map((line, index) => line.slice(0, want[index]?.length ?? 200))).toEqual(want);
});

describe('with standard tools alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-pack-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const hasTools = spawnSync('openssl', ['version']).status === 0 && spawnSync('sha256sum', ['--version']).status === 0;

  test.skipIf(!hasTools).for(['ed25519', 'p256'] as const)(
    'the commands of the README verify a pack signed by %s',
    (kind) => {
      const key = makeKey(kind);
      const root = join(folder, kind);
      const files = samplePack([key]);
      for (const file of files) {
        mkdirSync(dirname(join(root, file.path)), { recursive: true });
        writeFileSync(join(root, file.path), file.bytes);
      }
      writeFileSync(join(root, 'signer.pub.pem'), key.publicPem);
      const readme = text(files.find((file) => file.path === 'README-for-auditors.md')!);
      const commands = readme
        .split('Without it')[1]!
        .split('\n')
        .filter((line) => line.startsWith('    '))
        .map((line) => line.slice(4));
      const other = kind === 'ed25519' ? 'openssl dgst' : 'openssl pkeyutl';
      const script = commands
        .filter((line) => !line.startsWith(other))
        .join('\n')
        .replaceAll('/tmp/', `${root}.`);
      const printed = execFileSync('sh', ['-ec', script], { cwd: root, encoding: 'utf8' });
      expect(printed).toMatch(/Verified OK|Signature Verified Successfully/);
      const digest = /([0-9a-f]{64}) {2}manifest\.json/.exec(printed)![1]!;
      expect(execFileSync('cat', [`${root}.payload.json`], { encoding: 'utf8' })).toContain(digest);
    },
  );
});
