// Writes engine/inputs/hcl/aws-schema.json: which attributes of the AWS provider's resources are computed, of what kind
// they are, and which members are blocks. Takes the output of `terraform providers schema -json`; only resource types that
// this repository names are kept.
//   node scripts/aws-schema.mjs schema.json
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [file] = process.argv.slice(2);
const schemas = JSON.parse(readFileSync(file, 'utf8')).provider_schemas['registry.terraform.io/hashicorp/aws'];

const named = new Set();
for (const folder of ['engine/resources', 'policies', 'fixtures']) {
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:ts|tf|rego|tf\.json)$/.test(entry.name)) continue;
    for (const [name] of readFileSync(join(entry.parentPath, entry.name), 'utf8').matchAll(/\baws_[a-z0-9_]+/g))
      named.add(name);
  }
}

/** s text, n number, b boolean, l list of values, L list of objects, m map, x anything else; `*` computed. */
function kindOf({ type, computed }) {
  const mark = computed ? '*' : '';
  if (type === 'string') return `s${mark}`;
  if (type === 'number') return `n${mark}`;
  if (type === 'bool') return `b${mark}`;
  if (!Array.isArray(type)) return `x${mark}`;
  const [outer, inner] = type;
  if (outer === 'map') return `m${mark}`;
  return `${outer === 'object' ? 'x' : Array.isArray(inner) ? 'L' : 'l'}${mark}`;
}

const MODES = { list: '', set: '', single: '!', map: '?' };

function compact(block) {
  const made = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    const kind = kindOf(attribute);
    made[kind] = made[kind] === undefined ? name : `${made[kind]} ${name}`;
  }
  for (const [name, { nesting_mode: mode, block: inner }] of Object.entries(block.block_types ?? {}))
    if (name !== 'timeouts') made[`{${MODES[mode]}${name}`] = compact(inner);
  return made;
}

const kept = Object.entries(schemas.resource_schemas)
  .filter(([name]) => named.has(name))
  .map(([name, { block }]) => [name, compact(block)])
  .filter(([, block]) => JSON.stringify(block).length < 12_000)
  .sort(([left], [right]) => (left < right ? -1 : 1));
const lines = kept.map(([name, block]) => `  ${JSON.stringify(name)}: ${JSON.stringify(block)}`);
writeFileSync(join(root, 'engine/inputs/hcl/aws-schema.json'), `{\n${lines.join(',\n')}\n}\n`);
process.stdout.write(`${kept.length} types\n`);
