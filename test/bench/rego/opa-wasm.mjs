// Measures the workloads on @open-policy-agent/opa-wasm; input is given as a value, as its API takes it.
// Usage: node opa-wasm.mjs PACKAGE_FOLDER WORKLOADS.json WASM_FOLDER
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, file, folder] = process.argv.slice(2);
const { loadPolicy } = createRequire(join(packages, 'x.js'))('@open-policy-agent/opa-wasm');

function median(run) {
  const begin = performance.now();
  while (performance.now() - begin < 500) run();
  const once = performance.now();
  run();
  const batch = Math.max(1, Math.floor(20 / Math.max(1e-4, performance.now() - once)));
  const times = [];
  for (let index = 0; index < 31; index++) {
    const start = performance.now();
    for (let turn = 0; turn < batch; turn++) run();
    times.push(((performance.now() - start) * 1e6) / batch);
  }
  return times.sort((a, b) => a - b)[15];
}

for (const { name, data, input } of JSON.parse(readFileSync(file, 'utf8'))) {
  const policy = await loadPolicy(readFileSync(join(folder, `${name}.wasm`)));
  policy.setData(data);
  const value = policy.evaluate(input)[0]?.result;
  console.log(JSON.stringify({ name, ns: median(() => policy.evaluate(input)), value }));
}
