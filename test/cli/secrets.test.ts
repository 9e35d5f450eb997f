import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../policies/support.ts';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';

const PROJECT = join(ROOT, 'fixtures/projects/secrets');

/** What the project and the manifest hold; whoever prints one of these gives a secret away. */
const PLANTED = [
  /planted/i,
  /84201975|84201976/,
  Buffer.from('planted-manifest-secret').toString('base64'),
  'mysql://admin:planted',
] as const;

const MANIFEST = `apiVersion: v1
kind: Secret
metadata: { name: keys, namespace: shop }
data: { token: ${Buffer.from('planted-manifest-secret').toString('base64')} }
stringData: { password: planted-manifest-plain }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - name: main
      image: registry.example.com/main:1.0
      env:
        - { name: DB_PASSWORD, value: planted-pod-environment }
        - { name: OTHER, value: planted-manifest-secret }
`;

/** A policy of documents that tells all it sees, and one that trips over it. */
const TELLTALE = `package main

deny contains sprintf("seen: %v", [input])

warn contains message if {
	some path, value
	walk(input, [path, value])
	is_string(value)
	message := sprintf("%s: %s", [concat(".", [sprintf("%v", [step]) | some step in path]), value])
}

violation contains {"msg": json.marshal(input)}
`;

const TRIPS = `package trips

deny contains message if {
	some value
	walk(input, [_, value])
	is_string(value)
	startswith(value, "planted")
	message := to_number(value)
}
`;

const RESOURCES = `# METADATA
# title: Tells
# description: Tells all it sees of a resource.
# schemas:
#   - input: schema.AWS.RDS.DBInstance
# custom:
#   severity: high
#   resource_types: [AWS::RDS::DBInstance, AWS::EC2::Instance, AWS::EC2::SecurityGroup, v1/Secret, v1/Pod]
#   reach: document
#   topic: telling
#   remediation: {text: none}
#   references: ["https://example.org"]
package probity.aws.telltale

deny contains sprintf("%v", [input])
`;

const FORMATS = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'html', 'csv'] as const;

describe.skipIf(!isBuilt)('secrets', () => {
  let cwd = '';
  const outputs = new Map<string, string>();
  beforeAll(async () => {
    cwd = makeFolder({
      'pod.yaml': MANIFEST,
      'documents/telltale.rego': TELLTALE,
      'documents/trips.rego': TRIPS,
      'resources/aws/telltale/policy.rego': RESOURCES,
    });
    mkdirSync(join(cwd, 'project'));
    cpSync(PROJECT, join(cwd, 'project'), { recursive: true });
    const policies = ['--policy', 'documents', '--namespace', 'main', '--namespace', 'trips', '--policy', 'resources'];
    const formats = FORMATS.flatMap((name) => ['--format', `${name}=out/${name}`]);
    mkdirSync(join(cwd, 'out'));
    for (const [name, inputs] of [
      ['plan', ['project/plan.json', 'pod.yaml']],
      ['configuration', ['project/main.tf', 'pod.yaml']],
    ] as const) {
      const ran = await run(['check', ...inputs, ...policies, ...formats, '--evidence', `out/pack-${name}`], { cwd });
      outputs.set(`${name}: streams`, ran.stdout + ran.stderr);
      expect(ran.exit, ran.stderr).toBe(1);
      for (const format of FORMATS) outputs.set(`${name}: ${format}`, readFileSync(join(cwd, 'out', format), 'utf8'));
      const pack = join(cwd, 'out', `pack-${name}`);
      const files = readdirSync(pack, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      for (const { parentPath, name: file } of files) {
        const path = join(parentPath, file);
        // The pack holds the policies themselves, which hold the word that they look for.
        if (!path.includes('/policies/')) outputs.set(`${name}: pack ${file}`, readFileSync(path, 'utf8'));
      }
      const listed = await run(['resources', ...inputs], { cwd });
      outputs.set(`${name}: resources`, listed.stdout + listed.stderr);
      const compared = await run(['check', ...inputs, ...policies, '--base', 'out/json'], { cwd });
      outputs.set(`${name}: compared`, compared.stdout + compared.stderr);
    }
  }, 120_000);
  afterAll(() => dropFolder(cwd));

  test('no output holds one', () => {
    const leaks = [...outputs].flatMap(([name, text]) =>
      PLANTED.flatMap((secret) => {
        const at = typeof secret === 'string' ? text.indexOf(secret) : text.search(secret);
        return at < 0 ? [] : [`${name}: ${text.slice(Math.max(0, at - 80), at + 60)}`];
      }),
    );
    expect(leaks).toEqual([]);
  });

  test('the outputs tell the rest', () => {
    expect(outputs.size).toBeGreaterThan(40);
    for (const kind of ['plan', 'configuration']) {
      for (const format of ['text', 'json', 'sarif', 'junit', 'html'])
        expect(outputs.get(`${kind}: ${format}`), format).toContain('(sensitive)');
      expect(outputs.get(`${kind}: json`)).toContain('seen: {');
      expect(outputs.get(`${kind}: resources`)).toContain('"MasterUserPassword": "(sensitive)"');
    }
  });
});
