import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { BUCKET_PLAN } from './samples.ts';

const folders: string[] = [];
function folder(files: Parameters<typeof makeFolder>[0]): string {
  const made = realpathSync(makeFolder(files));
  folders.push(made);
  return made;
}
afterAll(() => folders.forEach(dropFolder));

/** A zip archive of one entry; enough to be taken for a saved plan when it is called `tfplan`. */
function archive(name: string): Buffer {
  const data = deflateRawSync(Buffer.from('x'));
  const header = (central: boolean) => {
    const buffer = Buffer.alloc(central ? 46 : 30);
    buffer.writeUInt32LE(central ? 0x02014b50 : 0x04034b50, 0);
    const at = central ? 20 : 18;
    buffer.writeUInt32LE(data.length, at);
    buffer.writeUInt32LE(1, at + 4);
    buffer.writeUInt16LE(name.length, at + 8);
    return Buffer.concat([buffer, Buffer.from(name)]);
  };
  const local = Buffer.concat([header(false), data]);
  const central = header(true);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** A program that prints a plan, as terraform would, and says where and with what it was called. */
const FAKE = `#!/bin/sh
pwd > "$(dirname "$0")/called"
echo "$@" >> "$(dirname "$0")/called"
cat "$(dirname "$0")/plan.json"
`;

function fakeProgram(name: string, script = FAKE): string {
  const bin = folder({ [name]: script, 'plan.json': BUCKET_PLAN });
  chmodSync(join(bin, name), 0o755);
  return bin;
}

const BASE_PATH = '/usr/bin:/bin';
const check = async (cwd: string, path: string, args: readonly string[] = ['plan.bin']) => {
  const ran = await run(['check', ...args, '--format', 'json'], { cwd, env: { PATH: path } });
  return { ...ran, report: ran.stdout.startsWith('{') ? JSON.parse(ran.stdout) : undefined };
};

describe.skipIf(!isBuilt)('a saved plan', () => {
  const files = { 'plan.bin': archive('tfplan'), 'main.tf': '' };

  test.each(['terraform', 'tofu'])('is shown by %s, in its own folder, without a shell', async (name) => {
    const cwd = folder({ 'sub/plan;touch x.bin': archive('tfplan') });
    const bin = fakeProgram(name);
    const ran = await check(cwd, `${bin}${delimiter}${BASE_PATH}`, ['sub/plan;touch x.bin']);
    expect(ran.report.run.documents).toMatchObject([{ path: 'sub/plan;touch x.bin', kind: 'terraform-plan' }]);
    expect(ran.report.results.length).toBeGreaterThan(0);
    const called = execFileSync('cat', [join(bin, 'called')], { encoding: 'utf8' });
    expect(called).toBe(`${join(cwd, 'sub')}\nshow -json -no-color ./plan;touch x.bin\n`);
    expect(existsSync(join(cwd, 'sub', 'x.bin'))).toBe(false);
  });

  test('beside sources, is judged instead of them', async () => {
    const cwd = folder({ ...files, 'other.zip': archive('index.js') });
    const ran = await check(cwd, `${fakeProgram('terraform')}${delimiter}${BASE_PATH}`, ['.']);
    expect(ran.report.run.documents).toMatchObject([{ path: 'plan.bin', kind: 'terraform-plan' }]);
  });

  const REFUSED: readonly (readonly [note: string, prepare: (cwd: string) => string, text: RegExp])[] = [
    ['without a program', () => '', /neither `terraform` nor `tofu` is on PATH/],
    [
      'where the program lies in the working tree',
      (cwd) => {
        writeFileSync(join(cwd, 'terraform'), FAKE, { mode: 0o755 });
        return cwd;
      },
      /neither `terraform` nor `tofu` is on PATH, outside of the working tree/,
    ],
    [
      'where PATH has a relative part',
      (cwd) => {
        mkdirSync(join(cwd, 'bin'));
        writeFileSync(join(cwd, 'bin', 'terraform'), FAKE, { mode: 0o755 });
        return `bin${delimiter}.${delimiter}`;
      },
      /neither `terraform` nor `tofu` is on PATH/,
    ],
    [
      'where a link on PATH leads into the working tree',
      (cwd) => {
        writeFileSync(join(cwd, 'evil'), FAKE, { mode: 0o755 });
        const bin = folder({});
        symlinkSync(join(cwd, 'evil'), join(bin, 'terraform'));
        return bin;
      },
      /neither `terraform` nor `tofu` is on PATH/,
    ],
    [
      'that is part of the repository',
      (cwd) => {
        execFileSync('git', ['init', '-q'], { cwd });
        execFileSync('git', ['add', '-f', 'plan.bin'], { cwd });
        return `${fakeProgram('terraform')}${delimiter}${BASE_PATH}`;
      },
      /`plan.bin` is part of the repository/,
    ],
    [
      'with providers that are part of the repository',
      (cwd) => {
        execFileSync('git', ['init', '-q'], { cwd });
        mkdirSync(join(cwd, '.terraform/providers'), { recursive: true });
        writeFileSync(join(cwd, '.terraform/providers/evil'), '');
        execFileSync('git', ['add', '-f', '.terraform'], { cwd });
        return `${fakeProgram('terraform')}${delimiter}${BASE_PATH}`;
      },
      /`.terraform\/providers\/evil` is part of the repository/,
    ],
    [
      'that the program does not take',
      () => {
        const script = '#!/bin/sh\necho "Error: the plan is stale" >&2\nexit 1\n';
        return `${fakeProgram('terraform', script)}${delimiter}${BASE_PATH}`;
      },
      /`terraform show -json` failed: Error: the plan is stale/,
    ],
  ];
  test.each(REFUSED)('%s: told plainly, exit 2', async (_, prepare, text) => {
    const cwd = folder(files);
    const ran = await check(cwd, prepare(cwd));
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toMatch(/input_saved_plan/);
    expect(ran.stderr).toMatch(text);
    expect(ran.stderr).toMatch(/hint: run `terraform show -json PLAN > plan.json`/);
  });

  test('is told from an archive of something else', async () => {
    const cwd = folder({ 'code.zip': archive('index.js') });
    const other = await check(cwd, BASE_PATH, ['code.zip']);
    expect(other.exit).toBe(2);
    expect(other.stderr).toMatch(/input_binary/);
  });
});

const TERRAFORM = (process.env.PATH ?? '').split(delimiter).find((one) => existsSync(join(one, 'terraform')));
describe.skipIf(!isBuilt || TERRAFORM === undefined)('a saved plan of the real terraform', () => {
  test('is judged, named or with its folder', async () => {
    const cwd = folder({ 'main.tf': 'resource "terraform_data" "one" {\n  input = "x"\n}\n' });
    const env = { ...process.env, CHECKPOINT_DISABLE: '1' };
    execFileSync('terraform', ['init', '-input=false'], { cwd, env, stdio: 'ignore' });
    execFileSync('terraform', ['plan', '-input=false', '-out', 'the.plan'], { cwd, env, stdio: 'ignore' });
    for (const args of [['the.plan'], ['.']]) {
      const ran = await check(cwd, process.env.PATH ?? '', [...args, '--allow-uncovered']);
      expect(ran.report.run.documents).toMatchObject([{ path: 'the.plan', kind: 'terraform-plan' }]);
      expect(ran.report.summary.resources).toBe(1);
    }
  }, 60_000);
});
