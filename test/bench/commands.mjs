// Whole commands against real peers, in one run: ratios are what counts, absolute times belong to the machine.
// Usage: npm run bench            (peers are looked for on PATH and in ~/.peers/bin; an absent one is said so)
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makePlan, makeRules } from './generate.mjs';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'probity-bench-'));

function findPeer(name) {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    join(process.env.PEERS ?? join(homedir(), '.peers'), 'bin'),
  ];
  return folders.map((one) => join(one, name)).find((path) => existsSync(path));
}

/** Runs one command to its end: wall time in ms, and the peak of its resident memory in MiB where /proc tells it. */
function measure([command, ...args]) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });
    let peak = 0;
    const poll = setInterval(() => {
      try {
        const line = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
        if (line !== null) peak = Math.max(peak, Number(line[1]) / 1024);
      } catch {
        // Gone, or no /proc.
      }
    }, 10);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(poll);
      // 0 passed and 1 findings: anything else did not do the work.
      if (code === 0 || code === 1) resolve({ wall: performance.now() - start, peak });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
}

/** Measures two commands in turn and prints the medians and the median ratio. */
async function compare(title, ours, theirs, runs) {
  const pairs = [];
  await measure(ours);
  await measure(theirs);
  for (let run = 0; run < runs; run++) pairs.push([await measure(ours), await measure(theirs)]);
  const ratio = median(pairs.map(([a, b]) => a.wall / b.wall));
  const [a, b] = [0, 1].map((side) => median(pairs.map((pair) => pair[side].wall)));
  const [p, q] = [0, 1].map((side) => median(pairs.map((pair) => pair[side].peak)));
  const memory = runs > 3 ? '' : `, memory ${p.toFixed(0)} against ${q.toFixed(0)} MiB (${(p / q).toFixed(2)})`;
  console.log(`${title}: ${a.toFixed(0)} against ${b.toFixed(0)} ms, ratio ${ratio.toFixed(2)}${memory}`);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

try {
  const conftest = findPeer('conftest');
  const small = join(folder, 'plan20.json');
  const large = join(folder, 'plan15000.json');
  const few = join(folder, 'rules10');
  const many = join(folder, 'rules163');
  writeFileSync(small, JSON.stringify(makePlan(20)));
  writeFileSync(large, JSON.stringify(makePlan(15_000)));
  for (const [path, count] of [
    [few, 10],
    [many, 163],
  ]) {
    mkdirSync(path);
    writeFileSync(join(path, 'rules.rego'), makeRules(count));
  }
  const check = [process.execPath, CLI, 'check'];
  await compare(
    'check of 20 resources, shipped policies / node -e 0',
    [...check, small],
    [process.execPath, '-e', '0'],
    15,
  );
  if (conftest === undefined) console.log('conftest: not installed, not measured');
  else {
    const ours = [...check, '--no-shipped', '--policy'];
    const theirs = (rules, plan) => [conftest, 'test', '-p', rules, plan];
    await compare('10 rules on 20 resources / conftest', [...ours, few, small], theirs(few, small), 15);
    await compare('163 rules on 15,000 resources / conftest', [...ours, many, large], theirs(many, large), 3);
    const all = [...check, '--policy', many, large];
    await compare('the same with all shipped policies / conftest', all, theirs(many, large), 3);
  }
} finally {
  rmSync(folder, { recursive: true });
}
