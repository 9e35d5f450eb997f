import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run, runScenarios, type Scenario } from './run.ts';
import { BAD_POD } from './samples.ts';

const NOW = ['--now', '2026-11-23T00:00:00Z'];
const GOOD = '# probity:waive kubernetes/no-privileged owner=a approver=b reason="node agent" expires=2027-01-31';
const inPod = (comment: string) => BAD_POD.replace('spec:\n', `spec:\n  ${comment}\n`);
const check = ['check', 'pod.yaml', ...NOW];

const wrong = (note: string, comment: string, message: string): Scenario => ({
  note,
  args: [...check, '--inline-waivers'],
  files: { 'pod.yaml': inPod(comment) },
  exit: 2,
  stderr: [/pod\.yaml:5:3: waiver_invalid/, message],
});

const INLINE: readonly Scenario[] = [
  {
    note: 'off by default',
    args: check,
    files: { 'pod.yaml': inPod(GOOD) },
    exit: 1,
    never: [/1 finding waived/],
  },
  {
    note: 'by option',
    args: [...check, '--inline-waivers'],
    files: { 'pod.yaml': inPod(GOOD) },
    exit: 0,
    stdout: ['1 finding waived', 'until 2027-01-31, approved by b: node agent'],
  },
  {
    note: 'by configuration',
    args: check,
    files: { 'pod.yaml': inPod(GOOD), 'probity.yaml': 'waivers: { inline: true }\n' },
    exit: 0,
  },
  {
    note: 'another document of the file is not waived',
    args: [...check, '--inline-waivers'],
    files: { 'pod.yaml': `${inPod(GOOD)}---\n${BAD_POD.replace('name: bad', 'name: worse')}` },
    exit: 1,
    stdout: ['1 finding waived', '1 finding at or above'],
  },
  {
    note: 'what stands in a text is no comment',
    args: [...check, '--inline-waivers'],
    files: {
      'pod.yaml': BAD_POD.replace(
        'spec:\n',
        `  # no\nspec:\n  x: |\n    ${GOOD}\n  y: "\n    ${GOOD.replaceAll('"', "'")}"\n`,
      ),
    },
    exit: 1,
    never: ['waiver_invalid', /finding waived/],
  },
  {
    note: 'expired: the finding counts',
    args: ['check', 'pod.yaml', '--now', '2027-02-01T00:00:00Z', '--inline-waivers'],
    files: { 'pod.yaml': inPod(GOOD) },
    exit: 1,
    stderr: ['waiver_expired'],
  },
  wrong('a date that is none', GOOD.replace('2027-01-31', '2027-02-30'), '`expires` is not a date'),
  wrong('no expiry', GOOD.replace(' expires=2027-01-31', ''), 'lacks `expires`'),
  wrong('approved by its owner', GOOD.replace('approver=b', 'approver=@A'), '`approver` is the owner'),
  wrong('lasts too long', GOOD.replace('2027', '2029'), 'may last 365 days'),
  wrong('no policy', '# probity:waive owner=a', 'names no policy'),
  wrong('another word', '# probity:ignore x', 'is no comment that is known'),
  wrong('an open quote', GOOD.replace('agent"', 'agent'), 'is not name=value'),
  wrong('an unknown key', `${GOOD} until=2`, 'unknown key `until`'),
  wrong('a key twice', `${GOOD} owner=c`, 'stands twice'),
];

runScenarios('comments that waive, in manifests', INLINE);

const VOLUME = (inner: string) => `resource "aws_ebs_volume" "one" {
${inner}  availability_zone = "eu-west-1a"
  size              = 1
  encrypted         = false
}
`;
const HCL = '# probity:waive aws/ebs-volume-encryption owner=a approver=b reason="scratch" expires=2027-01-31';

describe.skipIf(!isBuilt)('comments that waive, in Terraform sources', () => {
  const cwd = makeFolder({});
  afterAll(() => dropFolder(cwd));
  test.each([
    ['in the block', VOLUME(`  ${HCL}\n`), 1],
    ['above the block', `${HCL}\n# and more\n${VOLUME('')}`, 1],
    ['above another block', `${HCL}\nlocals {}\n\n${VOLUME('')}`, 0],
    ['apart from the block', `${HCL}\n\n${VOLUME('')}`, 0],
    ['in a heredoc', VOLUME(`  tags = { a = <<E\n  ${HCL}\nE\n  }\n`), 0],
  ])('%s', async (note, text, waived) => {
    const folder = join(cwd, note.replaceAll(' ', '-'));
    mkdirSync(folder);
    writeFileSync(join(folder, 'main.tf'), text);
    const args = ['check', '.', '--inline-waivers', '--format', 'json', ...NOW];
    const ran = await run(args, { cwd: folder });
    const { results } = JSON.parse(ran.stdout);
    const own = results.filter(({ policy }: { policy: string }) => policy === 'aws/ebs-volume-encryption');
    expect(own.map(({ verdict }: { verdict: string }) => verdict)).toEqual([waived === 1 ? 'waived' : 'fail']);
  });
});

const ADD = [
  'waiver',
  'add',
  '--policy',
  'kubernetes/no-privileged',
  '--reason',
  'node agent: # 1',
  '--owner',
  'a',
  ...NOW,
];
const TARGET = ['--resource', '*bad', '--approver', 'b', '--expires', '2027-01-31'];

describe.skipIf(!isBuilt)('probity waiver add and list', () => {
  const cwd = makeFolder({ 'pod.yaml': BAD_POD });
  afterAll(() => dropFolder(cwd));
  const file = join(cwd, 'probity.waivers.yaml');
  const old = (day: string, policy: string) =>
    `  # why ${policy}\n  - { policy: ${policy}, resource: x, reason: r, owner: a, approver: b, created: "2026-01-01", expires: "${day}" } # end\n`;

  test('makes the file, keeps comments, and the waiver counts', async () => {
    expect((await run([...ADD, ...TARGET], { cwd })).exit).toBe(0);
    expect((await run(['check', 'pod.yaml', ...NOW], { cwd })).exit).toBe(0);
    const text = `# head\nwaivers:\n${old('2026-02-01', 'x/old')}${old('2026-11-30', 'x/soon')}# tail\n`;
    writeFileSync(file, text);
    expect((await run([...ADD, ...TARGET], { cwd })).exit).toBe(0);
    expect(readFileSync(file, 'utf8').startsWith(text)).toBe(true);
  });

  test.each([
    ['the owner approves', [...TARGET, '--approver', '@A'], '`approver` is the owner'],
    ['no such day', [...TARGET, '--expires', '2027-02-30'], '`expires` is not a date'],
    ['too long', [...TARGET, '--expires', '2029-01-01'], 'may last 365 days'],
    ['everything', [...TARGET, '--resource', '*'], 'may not name every resource'],
    ['no target', TARGET.slice(2), 'neither `resource` nor `fingerprint`'],
  ])('refuses what lint refuses: %s', async (_, more, message) => {
    const before = readFileSync(file, 'utf8');
    const ran = await run([...ADD, ...more], { cwd });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain(message);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('lists states, and what an assessment did not use', async () => {
    await run(['check', 'pod.yaml', '--format', 'json=seen.json', ...NOW], { cwd });
    const states = async (more: readonly string[]) => {
      const ran = await run(['waiver', 'list', '--json', ...NOW, ...more], { cwd });
      expect(ran.exit).toBe(0);
      return JSON.parse(ran.stdout).map(({ state }: { state: string }) => state);
    };
    expect(await states([])).toEqual(['expired', 'expiring', 'active']);
    expect(await states(['--assessment', 'seen.json'])).toEqual(['expired', 'unused', 'active']);
    expect((await run(['waiver', 'list', ...NOW], { cwd })).stdout).toMatch(/^expired {3}2026-02-01 {2}x\/old {2}x/);
  });

  test('lint reads the comments of a source', async () => {
    writeFileSync(join(cwd, 'a.tf'), VOLUME('  # probity:waive x/y owner=a approver=a reason=r expires=2027-01-31\n'));
    const ran = await run(['waiver', 'lint', 'a.tf'], { cwd });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain('`approver` is the owner');
  });
});
