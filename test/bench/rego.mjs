// Rego evaluation against real peers, in one run: ratios are what counts, absolute times belong to the machine.
// A prepared policy and parsed input on each side. Peers: OPA as a Go library (needs go and its module), opa-wasm (needs
// opa and npm), regorus (needs cargo); each is built in a temporary folder, and one that cannot be had is said so.
// Usage: node test/bench/rego.mjs        ($OPA names the opa command, $BENCH_CACHE a folder to keep built peers in)
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { LARGE_WORKLOADS } from './rego/large-workloads.mjs';
import { WORKLOADS as EVERYDAY_WORKLOADS } from './rego/workloads.mjs';

const WORKLOADS = [...EVERYDAY_WORKLOADS, ...LARGE_WORKLOADS];
const here = fileURLToPath(new URL('./rego/', import.meta.url));
const cache = process.env.BENCH_CACHE;
const temporary = mkdtempSync(join(tmpdir(), 'probity-bench-'));
const folder = cache ?? temporary;
mkdirSync(folder, { recursive: true });
const workloads = join(temporary, 'workloads.json');
writeFileSync(workloads, JSON.stringify(WORKLOADS));

function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (error !== undefined || status !== 0) throw new Error((error?.message ?? stderr).trim().split('\n').at(-1));
  return stdout;
}

function rowsOf(text) {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map((row) => [row.name, row]),
  );
}

function find(name) {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    join(homedir(), '.peers/bin'),
    join(homedir(), '.cargo/bin'),
  ];
  return folders.map((one) => join(one, name)).find((path) => existsSync(path)) ?? name;
}

async function ours() {
  const outfile = fileURLToPath(new URL(`../../node_modules/.cache/probity/bench-${process.pid}.mjs`, import.meta.url));
  const options = { bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node20' };
  await build({ ...options, entryPoints: [join(here, 'ours.ts')], outfile, logLevel: 'warning' });
  try {
    // One process a workload, as each peer has its own: what one policy teaches V8 does not slow the next.
    const rows = rowsOf(WORKLOADS.map(({ name }) => run(process.execPath, [outfile, workloads, name])).join(''));
    const small = WORKLOADS.filter(({ name }) => name !== 'grouping');
    const growth = small.map(({ name }) => run(process.execPath, ['--expose-gc', outfile, workloads, name, 'growth']));
    return { rows, growth: rowsOf(growth.join('')) };
  } finally {
    rmSync(outfile, { force: true });
  }
}

function opaGo() {
  const source = join(folder, 'opa-go');
  const binary = join(source, 'bench');
  if (!existsSync(binary)) {
    cpSync(join(here, 'opa-go'), source, { recursive: true });
    run('go', ['build', '-mod=mod', '-o', binary, '.'], { cwd: source });
  }
  return rowsOf(run(binary, [workloads]));
}

function regorus() {
  const source = join(folder, 'regorus');
  const binary = join(source, 'target/release/bench');
  if (!existsSync(binary)) {
    cpSync(join(here, 'regorus'), source, { recursive: true });
    run(find('cargo'), ['build', '--release', '--quiet'], { cwd: source });
  }
  return rowsOf(run(binary, [workloads]));
}

function opaWasm() {
  const source = join(folder, 'opa-wasm');
  mkdirSync(source, { recursive: true });
  if (!existsSync(join(source, 'node_modules/@open-policy-agent/opa-wasm'))) {
    writeFileSync(join(source, 'package.json'), '{"private":true}');
    run('npm', ['install', '--silent', '@open-policy-agent/opa-wasm@1.10.0'], { cwd: source });
  }
  const opa = process.env.OPA ?? find('opa');
  for (const { name, module, path } of WORKLOADS) {
    writeFileSync(join(source, 'policy.rego'), module);
    const entry = path.slice('data.'.length).replaceAll('.', '/');
    run(opa, ['build', '-t', 'wasm', '-e', entry, '-o', 'bundle.tar.gz', 'policy.rego'], { cwd: source });
    run('tar', ['xzf', 'bundle.tar.gz', '/policy.wasm'], { cwd: source });
    cpSync(join(source, 'policy.wasm'), join(source, `${name}.wasm`));
  }
  return rowsOf(run(process.execPath, [join(here, 'opa-wasm.mjs'), source, workloads, source]));
}

const PEERS = [
  ['OPA (Go)', opaGo, 'ns'],
  ['opa-wasm', opaWasm, 'ns'],
  ['regorus', regorus, 'ns'],
  ['regorus VM', regorus, 'vm'],
];

/** With lists in one order: a set comes out as a list, in an order that is each engine's own. */
function sorted(value) {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(sorted(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

function isSame(a, b) {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

const micro = (ns) => `${(ns / 1000).toFixed(ns < 100_000 ? 2 : 0)} us`;

try {
  const results = new Map();
  const missing = [];
  for (const [name, measure, row] of PEERS) {
    try {
      const known = [...results.values()].find((peer) => peer.measure === measure);
      results.set(name, { measure, row, rows: known?.rows ?? measure() });
    } catch (error) {
      missing.push(`${name}: not measured (${error.message})`);
    }
  }
  const { rows: own, growth } = await ours();
  for (const { name, title } of WORKLOADS) {
    const mine = own[name];
    console.log(`${title}: ${micro(mine.ns)}`);
    for (const [peer, { row, rows }] of results) {
      const time = rows[name]?.[row];
      if (typeof time !== 'number') {
        console.log(`  ${peer}: cannot run it`);
        continue;
      }
      const note = isSame(rows[name].value, mine.value) ? '' : ', BUT ITS VALUE DIFFERS';
      console.log(`  ${peer}: ${micro(time)}, ${(time / mine.ns).toFixed(1)} times ours${note}`);
    }
    const modes = {
      'without budgets': 'bare',
      'judged, all known': 'known',
      'judged, something else unknown': 'unknown',
      'provenance program': 'provenance',
      'provenance program that meets something unknown': 'touched',
      'provenance program with reads': 'tracked',
    };
    const shown = Object.entries(modes).map(([label, row]) => `${label} ${(mine[row] / mine.ns).toFixed(2)}`);
    console.log(`  our modes, as multiples of fast: ${shown.join(', ')}`);
  }
  for (const { name, title } of WORKLOADS) {
    const grown = growth[name]?.growth;
    if (grown === undefined) continue;
    const [fast, provenance] = [grown.fast, grown.provenance].map((bytes) => bytes.toFixed(2));
    console.log(
      `memory over a million evaluations, ${title}: fast ${fast}, provenance ${provenance} bytes an evaluation`,
    );
  }
  for (const line of missing) console.log(line);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
