// A suite of 500 tests, cold (nothing cached) and warm, against `opa test` in the same run: ratios are what counts.
// Usage: node test/bench/suite.mjs   (opa is looked for in $OPA, on PATH and in ~/.peers/bin; PROBITY_CLI names a build)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const CLI = process.env.PROBITY_CLI ?? new URL('../../dist/cli.cjs', import.meta.url).pathname;
const POLICIES = 50;
const TESTS = 10;
const ROUNDS = 5;

/** A policy over storage buckets, each with other names and limits, and tests of it. */
function policy(index) {
  return `package suite.policy_${index}

import data.suite.lib

default limit := ${index + 1}

limit := data.parameters["policy_${index}"].limit

not_applicable contains "it is a copy" if input.properties.CopyOf

deny contains {"message": sprintf("%s keeps %d copies, fewer than %d", [input.name, copies, limit]), "path": ["properties", "Copies"]} if {
	not input.properties.CopyOf
	copies := object.get(input, ["properties", "Copies"], 0)
	copies < limit
}

deny contains {"message": sprintf("%s is open to %s", [input.name, cidr]), "path": ["properties", "Rules", i]} if {
	some i, rule in input.properties.Rules
	rule.Port in lib.ports
	some cidr in rule.Cidrs
	lib.is_open(cidr)
}

deny contains {"message": sprintf("%s has no tag %s", [input.name, tag]), "path": ["tags", tag]} if {
	some tag in {"owner", "team-${index}"}
	not input.tags[tag]
}
`;
}

function tests(index) {
  const cases = Array.from({ length: TESTS }, (_, at) => {
    const copies = at % 2 === 0 ? index + 1 : index;
    const expected = at % 2 === 0 ? 0 : 1;
    return `test_${at} if {
	resource := object.union(bucket, {"name": "b${at}", "properties": {"Copies": ${copies}, "Rules": [{"Port": ${at}, "Cidrs": ["10.${at}.0.0/16"]}]}})
	denials := policy_${index}.deny with input as resource
	count(denials) == ${expected}
}
`;
  });
  return `package suite.policy_${index}_test

import data.suite.policy_${index}

bucket := {"tags": {"owner": "a", "team-${index}": "b"}, "properties": {}}

${cases.join('\n')}`;
}

const LIBRARY = `package suite.lib

ports := {22, 3389, 5432}

is_open(cidr) if cidr in {"0.0.0.0/0", "::/0"}

is_open(cidr) if net.cidr_contains(cidr, "8.8.8.0/24")
`;

function findOpa() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), '.peers', 'bin')];
  return [process.env.OPA ?? '', ...folders.map((one) => join(one, 'opa'))].find(
    (path) => path !== '' && existsSync(path),
  );
}

/** Wall time of a command in milliseconds; it must run all tests, and all must pass. */
function measure(command, args, env = {}) {
  const started = performance.now();
  const { status, stdout } = spawnSync(command, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  const took = performance.now() - started;
  const all = `PASS: ${POLICIES * TESTS}/${POLICIES * TESTS}`;
  if (status !== 0 || !stdout.includes(all)) throw new Error(`${command} ended with ${status}: ${stdout.slice(-300)}`);
  return took;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const folder = mkdtempSync(join(tmpdir(), 'probity-suite-'));
try {
  const suite = join(folder, 'suite');
  const cache = join(folder, 'cache');
  mkdirSync(suite);
  writeFileSync(join(suite, 'lib.rego'), LIBRARY);
  for (let index = 0; index < POLICIES; index++) {
    writeFileSync(join(suite, `policy_${index}.rego`), policy(index));
    writeFileSync(join(suite, `policy_${index}_test.rego`), tests(index));
  }
  const opa = findOpa();
  const times = { cold: [], warm: [], opa: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rmSync(cache, { recursive: true, force: true });
    const env = { PROBITY_CACHE_DIR: cache };
    times.cold.push(measure(process.execPath, [CLI, 'test', suite], env));
    measure(process.execPath, [CLI, 'test', suite], env);
    times.warm.push(measure(process.execPath, [CLI, 'test', suite], env));
    if (opa !== undefined) times.opa.push(measure(opa, ['test', suite]));
  }
  const [cold, warm] = [median(times.cold), median(times.warm)];
  const title = `test of ${POLICIES * TESTS} tests`;
  if (opa === undefined) {
    console.log(`${title}: cold ${cold.toFixed(0)} ms, warm ${warm.toFixed(0)} ms; opa: not installed, not measured`);
  } else {
    const theirs = median(times.opa);
    const line = (name, ours) =>
      `${title}, ${name} / opa: ${ours.toFixed(0)} against ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(2)}`;
    console.log(`${line('cold', cold)}\n${line('warm', warm)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
