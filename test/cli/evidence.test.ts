import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { BAD_POD, BUCKET_PLAN } from './samples.ts';

/** A pair of Ed25519 keys in PEM, as `openssl genpkey -algorithm ed25519` makes them. */
function keyPair(): { readonly secret: string; readonly open: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    open: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

describe.skipIf(!isBuilt)('evidence packs', () => {
  let cwd = '';
  let files: readonly string[] = [];
  beforeAll(async () => {
    const [mine, other] = [keyPair(), keyPair()];
    cwd = makeFolder({
      'pod.yaml': BAD_POD,
      'plan.json': BUCKET_PLAN,
      'mine.pem': mine.secret,
      'mine.pub': mine.open,
      'other.pub': other.open,
      'not-a-key.pem': 'hello',
    });
    const ran = await run(
      [
        'check',
        'pod.yaml',
        'plan.json',
        '--evidence',
        'pack',
        '--sign-key',
        'mine.pem',
        '--now',
        '2027-01-01T00:00:00Z',
      ],
      { cwd },
    );
    expect(ran.exit, ran.stderr).toBe(1);
    files = readdirSync(join(cwd, 'pack'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(cwd, 'pack').length + 1))
      .sort();
  });
  afterAll(() => dropFolder(cwd));

  test.each([
    ['with the key', ['--key', 'mine.pub'], 0, 'verified'],
    ['without a key', [], 3, 'author not proven'],
    ['with the key of somebody else', ['--key', 'other.pub'], 1, 'broken'],
    ['with what is no key', ['--key', 'not-a-key.pem'], 2, ''],
    ['with a key that is not there', ['--key', 'no.pub'], 2, ''],
  ] as const)('%s', async (_, args, exit, text) => {
    const ran = await run(['evidence', 'verify', 'pack', ...args], { cwd });
    expect(ran.exit, ran.stdout + ran.stderr).toBe(exit);
    expect(ran.stdout).toContain(text);
    if (exit === 2) expect(ran.stderr).not.toBe('');
  });

  test('one byte of any file', async () => {
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const path = join(cwd, 'pack', file);
      const bytes = readFileSync(path);
      const changed = Buffer.from(bytes);
      const at = Math.floor(bytes.length / 2);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      const ran = await run(['evidence', 'verify', 'pack', '--key', 'mine.pub'], { cwd });
      writeFileSync(path, bytes);
      expect({ file, exit: ran.exit }).toEqual({ file, exit: 1 });
      expect(ran.stdout).toContain(file);
    }
    expect((await run(['evidence', 'verify', 'pack', '--key', 'mine.pub'], { cwd })).exit).toBe(0);
  }, 120_000);

  test('a file more, a file less', async () => {
    cpSync(join(cwd, 'pack'), join(cwd, 'more'), { recursive: true });
    writeFileSync(join(cwd, 'more', 'extra.txt'), 'x');
    const more = await run(['evidence', 'verify', 'more', '--key', 'mine.pub'], { cwd });
    expect(more.exit).toBe(1);
    expect(more.stdout).toContain('extra.txt');
    cpSync(join(cwd, 'pack'), join(cwd, 'less'), { recursive: true });
    rmSync(join(cwd, 'less', 'results.jsonl'));
    const less = await run(['evidence', 'verify', 'less', '--key', 'mine.pub'], { cwd });
    expect(less.exit).toBe(1);
    expect(less.stdout).toContain('results.jsonl');
  });

  test.each([
    ['a pack that is not there', ['evidence', 'verify', 'nowhere'], 'cannot be read'],
    ['a folder with content', ['check', 'pod.yaml', '--evidence', 'pack'], 'is not empty'],
    ['a file', ['check', 'pod.yaml', '--evidence', 'pod.yaml'], 'is a file'],
    ['a key that is not there', ['check', 'pod.yaml', '--evidence', 'new-1', '--sign-key', 'no.pem'], 'cannot be read'],
    ['what is no key', ['check', 'pod.yaml', '--evidence', 'new-2', '--sign-key', 'not-a-key.pem'], 'not-a-key.pem'],
  ] as const)('refused: %s', async (_, args, text) => {
    const ran = await run(args, { cwd });
    expect(ran.exit, ran.stdout).toBe(2);
    expect(ran.stderr).toContain(text);
  });

  test('an empty pack is broken, not verified', async () => {
    mkdirSync(join(cwd, 'empty'));
    expect((await run(['evidence', 'verify', 'empty', '--key', 'mine.pub'], { cwd })).exit).toBe(1);
  });
});
