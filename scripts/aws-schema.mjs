// Writes engine/inputs/hcl/aws-schema.json: which attributes of the AWS provider's resources are computed, of what kind
// they are, and which members are blocks. Takes the output of `terraform providers schema -json`; only resource types that
// this repository names are kept. What the schema does not tell, defaults and computed blocks, is learnt from the plans of
// new resources in fixtures/.
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

/** The fields of the objects that an attribute is a list or set of. */
function objectIn(type) {
  const [outer, inner] = Array.isArray(type) ? type : [];
  return (outer === 'list' || outer === 'set') && Array.isArray(inner) && inner[0] === 'object' ? inner[1] : undefined;
}

/** `[name` holds the fields of such objects, by their kind. */
function elementOf(fields) {
  const attributes = Object.entries(fields).map(([name, type]) => [name, { type, optional: true }]);
  return compact({ attributes: Object.fromEntries(attributes) });
}

function compact(block) {
  const made = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    const kind = kindOf(attribute);
    made[kind] = made[kind] === undefined ? name : `${made[kind]} ${name}`;
    const fields = attribute.optional || attribute.required ? objectIn(attribute.type) : undefined;
    if (fields !== undefined) made[`[${name}`] = elementOf(fields);
  }
  for (const [name, { nesting_mode: mode, block: inner }] of Object.entries(block.block_types ?? {}))
    if (name !== 'timeouts') made[`{${MODES[mode]}${name}`] = compact(inner);
  return made;
}

/** What plans show for members that the configuration does not set: `=` holds defaults, `*` names computed blocks. */
function learn(compactBlock, block, seen) {
  const defaults = {};
  const computed = [];
  for (const [name, { computed: isComputed }] of Object.entries(block.attributes ?? {})) {
    if (isComputed) continue;
    const values = new Set(
      seen.filter(({ set }) => !Object.hasOwn(set, name)).map(({ after }) => JSON.stringify(after[name])),
    );
    const [only] = values;
    if (values.size === 1 && only !== undefined && !['null', '[]', '{}'].includes(only))
      defaults[name] = JSON.parse(only);
  }
  for (const [name, { nesting_mode: mode, block: inner }] of Object.entries(block.block_types ?? {})) {
    if (name === 'timeouts') continue;
    // A dynamic block leaves no trace in the configuration and is not known either: one plan that shows the block left
    // out and empty tells that the provider does not compute it.
    const leftOut = seen.filter(({ set }) => !Object.hasOwn(set, name));
    if (leftOut.length > 0 && leftOut.every(({ unknown }) => unknown[name] === true)) computed.push(name);
    const within = seen.flatMap(({ after, unknown, set }) => {
      const written = Array.isArray(set[name]) ? set[name] : [set[name]];
      const made = Array.isArray(after[name]) ? after[name] : [after[name]];
      if (set[name] === undefined || written.length !== made.length) return [];
      return made.flatMap((one, at) =>
        one === null || typeof one !== 'object'
          ? []
          : [{ after: one, unknown: unknown[name]?.[at] ?? {}, set: written[at] ?? {} }],
      );
    });
    learn(compactBlock[`{${MODES[mode]}${name}`], inner, within);
  }
  if (Object.keys(defaults).length > 0) compactBlock['='] = defaults;
  if (computed.length > 0) compactBlock['*'] = computed.join(' ');
}

/** New resources of every plan: what they will be, what is not known of that, and what the configuration sets. */
function readPlans() {
  const byType = new Map();
  const plans = readdirSync(join(root, 'fixtures'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name === 'plan.json',
  );
  for (const entry of plans.sort((a, b) => (a.parentPath < b.parentPath ? -1 : 1))) {
    const plan = JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const written = (plan.configuration?.root_module?.resources ?? []).map(({ address, expressions }) => [
      address,
      expressions,
    ]);
    const configured = new Map(written);
    for (const { address, type, change } of plan.resource_changes ?? []) {
      const set = configured.get(address);
      if (set === undefined || change.actions.join() !== 'create') continue;
      byType.set(type, [...(byType.get(type) ?? []), { after: change.after, unknown: change.after_unknown, set }]);
    }
  }
  return byType;
}

const plans = readPlans();
const kept = Object.entries(schemas.resource_schemas)
  .filter(([name]) => named.has(name))
  .map(([name, { block }]) => {
    const made = compact(block);
    learn(made, block, plans.get(name) ?? []);
    return [name, made];
  })
  .filter(([, block]) => JSON.stringify(block).length < 12_000)
  .sort(([left], [right]) => (left < right ? -1 : 1));
const lines = kept.map(([name, block]) => `  ${JSON.stringify(name)}: ${JSON.stringify(block)}`);
writeFileSync(join(root, 'engine/inputs/hcl/aws-schema.json'), `{\n${lines.join(',\n')}\n}\n`);
process.stdout.write(`${kept.length} types\n`);
