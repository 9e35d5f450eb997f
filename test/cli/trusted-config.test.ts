import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { BAD_POD } from './samples.ts';

const NOW = ['--now', '2026-11-23T00:00:00Z'];
const WAIVERS = `waivers:\n  - { policy: kubernetes/no-privileged, resource: "*bad", reason: r, owner: a, approver: b, created: "2026-11-01", expires: "2026-12-31" }\n`;
const COMMENT = '# probity:waive kubernetes/no-privileged owner=a approver=b reason=r expires=2027-01-31';
const POLICY = (verdict: string) =>
  `package main\n\ndeny contains "secrets are kept elsewhere" if {\n\tinput.kind == "Pod"\n\t${verdict}\n}\n`;
const hasGit = (() => {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A change that waives its own finding, lowers the threshold and empties a policy. */
const CHANGED = {
  'pod.yaml': BAD_POD,
  'probity.yaml': 'policies: [rules]\ngate: { failOn: critical }\n',
  'probity.waivers.yaml': WAIVERS,
  'rules/pods.rego': POLICY('false'),
  'rules/more.rego': 'package more\n',
};
const TRUSTED = {
  'probity.yaml': 'policies: [rules]\n',
  'rules/pods.rego': POLICY('true'),
};
const DIFFERENCES = [
  '`probity.yaml` is changed against',
  '`probity.waivers.yaml` is added against',
  '`rules/pods.rego` is changed against',
  '`rules/more.rego` is added against',
];

describe.skipIf(!isBuilt)('--trusted-config DIR', () => {
  const trusted = Object.entries(TRUSTED).map(([path, text]) => [`base/${path}`, text]);
  const cwd = makeFolder({ ...CHANGED, ...Object.fromEntries(trusted) });
  afterAll(() => dropFolder(cwd));

  test('without it the change passes itself', async () => {
    expect((await run(['check', 'pod.yaml', ...NOW], { cwd })).exit).toBe(0);
  });

  test.each(['base', './base'])('takes everything from %s, and says first what differs', async (named) => {
    const formats = ['--format', 'text', '--format', 'markdown=out.md'];
    const ran = await run(['check', 'pod.yaml', '--trusted-config', named, ...NOW, ...formats], { cwd });
    expect(ran.exit).toBe(1);
    expect(ran.stdout.startsWith('Differs from what is trusted\n')).toBe(true);
    for (const one of DIFFERENCES) expect(ran.stdout).toContain(one);
    expect(ran.stdout).toContain('secrets are kept elsewhere');
    expect(ran.stdout).toContain('kubernetes/no-privileged');
    expect(ran.stdout).not.toContain('finding waived');
  });

  test.each([
    ['nowhere', /neither a revision of git nor a folder|git is not installed/],
    ['./nowhere', /is no folder/],
    ['--help-me', /neither a revision/],
  ])('%s is refused', async (named, message) => {
    const ran = await run(['check', 'pod.yaml', `--trusted-config=${named}`], { cwd });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toMatch(message);
  });

  test('a revision without git is refused', async () => {
    const ran = await run(['check', 'pod.yaml', '--trusted-config', 'main'], { cwd, env: { PATH: '/nonexistent' } });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain('git is not installed');
  });
});

describe.skipIf(!isBuilt || !hasGit)('--trusted-config REF', () => {
  const cwd = makeFolder({});
  afterAll(() => dropFolder(cwd));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'ignore' });
  const put = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(cwd, path, '..'), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
  };

  test('takes everything from the revision, also in a folder of the repository', async () => {
    git('init', '-q', '-b', 'main');
    put(Object.fromEntries(Object.entries(TRUSTED).map(([path, text]) => [`infra/${path}`, text])));
    put({ 'infra/inline.yaml': BAD_POD.replace('name: bad', 'name: other') });
    git('add', '.');
    git('commit', '-q', '-m', 'base');
    put(Object.fromEntries(Object.entries(CHANGED).map(([path, text]) => [`infra/${path}`, text])));
    const args = ['check', 'pod.yaml', '--trusted-config', 'main', ...NOW];
    const ran = await run(args, { cwd: join(cwd, 'infra') });
    expect(ran.exit).toBe(1);
    for (const one of DIFFERENCES) expect(ran.stdout).toContain(`${one} \`main\``);
    expect(ran.stdout).toContain('secrets are kept elsewhere');
  });

  test('a comment that waives counts only when the revision has it too', async () => {
    const commented = BAD_POD.replace('spec:\n', `spec:\n  ${COMMENT}\n`);
    put({ 'infra/own.yaml': commented });
    const args = ['check', 'own.yaml', '--inline-waivers', '--trusted-config', 'main', ...NOW];
    const before = await run(args, { cwd: join(cwd, 'infra') });
    expect(before.stdout).toContain('is not in `main`; it was not applied');
    expect(before.stdout).not.toContain('finding waived');
    git('add', 'infra/own.yaml');
    git('commit', '-q', '-m', 'approved');
    expect((await run(args, { cwd: join(cwd, 'infra') })).stdout).toContain('1 finding waived');
  });

  test('a folder of the working tree cannot stand in for a revision', async () => {
    put({ 'release/probity.yaml': 'gate: { failOn: critical }\n' });
    git('add', 'release');
    const ran = await run(['check', 'infra/pod.yaml', '--trusted-config', 'release'], { cwd });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain('is part of the working tree');
  });
});
