import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dropFolder, type Files, isBuilt, makeFolder, run } from './run.ts';
import { BUCKET_PLAN } from './samples.ts';

const CONFTEST = join(homedir(), '.peers', 'bin', 'conftest');
const hasConftest = existsSync(CONFTEST);

/** A Conftest-style policy folder `p`, an input, and how many findings of each kind must come of it. */
type Row = {
  readonly note: string;
  readonly policy: Files;
  readonly input: string;
  readonly text: string;
  readonly failures: number;
  readonly warnings?: number;
  readonly exceptions?: number;
  readonly namespaces?: readonly string[];
  readonly isV0?: boolean;
  readonly messages?: readonly string[];
};

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { team: shop } }
spec:
  replicas: 1
  template:
    spec:
      containers:
        - { name: web, image: "web:latest" }
        - { name: side, image: "side:1" }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer }
`;

const ROWS: readonly Row[] = [
  {
    note: 'deny and warn',
    policy: {
      'p/a.rego': `package main
deny contains msg if {
  input.kind == "Deployment"
  not input.spec.template.spec.securityContext.runAsNonRoot
  msg := sprintf("%s may run as root", [input.metadata.name])
}
warn contains "a service" if input.kind == "Service"
`,
    },
    input: 'x.yaml',
    text: WEB,
    failures: 1,
    warnings: 1,
    messages: ['web may run as root', 'a service'],
  },
  {
    note: 'violation with objects, and names after an underscore',
    policy: {
      'p/a.rego': `package main
violation contains {"msg": "latest", "details": {"image": image}} if {
  image := input.spec.template.spec.containers[_].image
  endswith(image, ":latest")
}
deny_replicas contains msg if {
  input.spec.replicas < 2
  msg := sprintf("%d replica", [input.spec.replicas])
}
warn_team contains "no owner" if not input.metadata.labels.owner
`,
    },
    input: 'x.yaml',
    text: WEB,
    failures: 2,
    warnings: 2,
  },
  {
    note: 'exceptions take out the rules that they name',
    policy: {
      'p/a.rego': `package main
deny_replicas contains "too few" if input.spec.replicas < 2
deny_labels contains "no owner" if not input.metadata.labels.owner
exception contains rules if {
  input.kind == "Deployment"
  rules := ["replicas"]
}
`,
    },
    input: 'x.yaml',
    text: WEB,
    failures: 2,
    exceptions: 1,
  },
  {
    // Conftest counts an exception also where the rule would not have fired; here a waived result has findings.
    note: 'an exception of the rule without a name',
    policy: {
      'p/a.rego': `package main
deny contains "services are not allowed" if input.kind == "Service"
exception contains [""] if input.kind == "Service"
`,
    },
    input: 'x.yaml',
    text: WEB,
    failures: 0,
    exceptions: 1,
  },
  {
    note: 'two namespaces',
    policy: {
      'p/a.rego': 'package main\ndeny contains "one" if input.kind == "Service"\n',
      'p/b.rego': 'package team.rules\ndeny contains "two" if input.kind == "Service"\n',
    },
    input: 'x.yaml',
    text: WEB,
    failures: 2,
    namespaces: ['main', 'team.rules'],
  },
  {
    note: 'one namespace of two',
    policy: {
      'p/a.rego': 'package main\ndeny contains "one" if input.kind == "Service"\n',
      'p/b.rego': 'package team\ndeny contains "two" if input.kind == "Service"\n',
    },
    input: 'x.yaml',
    text: WEB,
    failures: 1,
    namespaces: ['team'],
    messages: ['two'],
  },
  {
    note: 'data and helpers',
    policy: {
      'p/a.rego': `package main
import data.lib.images
deny contains msg if {
  image := images.all[_]
  not known(image)
  msg := sprintf("%s is of no known registry", [image])
}
known(image) if startswith(image, data.registries[_])
`,
      'p/lib.rego': 'package lib.images\nall := {image | image := input.spec.template.spec.containers[_].image}\n',
      'p/data.yaml': 'registries:\n  - web\n',
    },
    input: 'x.yaml',
    text: WEB,
    failures: 1,
  },
  {
    note: 'data files in folders',
    policy: {
      'p/a.rego': 'package main\ndeny contains "not allowed" if not input.kind in data.rules.allowed.kinds\n',
      'p/rules/data.json': '{"allowed": {"names": ["x"]}, "__proto__": {"a": 1}}',
      'p/rules/allowed/data.yaml': 'kinds: [Service]\n',
    },
    input: 'x.yaml',
    text: WEB,
    failures: 1,
  },
  {
    note: 'Rego v0',
    policy: {
      'p/a.rego': `package main
deny[msg] {
  input.kind == "Deployment"
  input.spec.replicas < 2
  msg := "too few"
}
warn[msg] { input.kind == "Service"; msg := "a service" }
`,
    },
    input: 'x.yaml',
    text: WEB,
    failures: 1,
    warnings: 1,
    isV0: true,
  },
  {
    note: 'Rego v0 with the keywords of the future',
    policy: {
      'p/a.rego': `package main
import future.keywords
deny contains msg if {
  some container in input.spec.template.spec.containers
  msg := container.name
}
`,
    },
    input: 'x.yaml',
    text: WEB,
    failures: 2,
  },
  {
    note: 'a plan, by its resource changes',
    policy: {
      'p/a.rego': `package main
deny contains msg if {
  change := input.resource_changes[_]
  change.type == "aws_s3_bucket"
  not change.change.after.tags
  msg := sprintf("%s has no tags", [change.address])
}
`,
    },
    input: 'plan.json',
    text: BUCKET_PLAN,
    failures: 1,
    messages: ['aws_s3_bucket.one has no tags'],
  },
  {
    note: 'any other JSON',
    policy: { 'p/a.rego': 'package main\ndeny contains "no licence" if not input.license\n' },
    input: 'package.json',
    text: '{"name": "x"}',
    failures: 1,
  },
  {
    note: 'errors of builtins are undefined',
    policy: { 'p/a.rego': 'package main\ndeny contains "x" if to_number(input.name) > 1\n' },
    input: 'package.json',
    text: '{"name": "x"}',
    failures: 0,
  },
];

type JsonFinding = { readonly message: string; readonly status: string };
type JsonResult = { readonly verdict: string; readonly severity: string; readonly findings?: readonly JsonFinding[] };

describe.skipIf(!isBuilt)('policies as Conftest has them', () => {
  test.each(ROWS.map((row) => [row.note, row] as const))('%s', async (_, row) => {
    const cwd = makeFolder({ ...row.policy, [row.input]: row.text });
    try {
      const namespaces = (row.namespaces ?? []).flatMap((name) => ['--namespace', name]);
      const common = ['check', row.input, '--policy', 'p', '--no-shipped', ...namespaces];
      const ran = await run([...common, '--format', 'json'], { cwd });
      const results: readonly JsonResult[] = JSON.parse(ran.stdout).results;
      const findings = results.flatMap(({ severity, findings = [] }) =>
        findings.map((finding) => ({ ...finding, severity })),
      );
      const live = findings.filter(({ status }) => status !== 'waived');
      expect({
        failures: live.filter(({ severity }) => severity === 'high').length,
        warnings: live.filter(({ severity }) => severity === 'low').length,
        exceptions: findings.length - live.length,
        errors: results.filter(({ verdict }) => verdict === 'error').length,
      }).toEqual({ failures: row.failures, warnings: row.warnings ?? 0, exceptions: row.exceptions ?? 0, errors: 0 });
      expect(ran.exit).toBe(row.failures > 0 ? 1 : 0);
      for (const message of row.messages ?? []) expect(findings.map((one) => one.message)).toContain(message);
      expect(ran.stderr.includes('policy_rego_v0')).toBe(row.isV0 === true);
    } finally {
      dropFolder(cwd);
    }
  });
});

type ConftestResult = {
  readonly successes?: number;
  readonly failures?: readonly unknown[];
  readonly warnings?: readonly unknown[];
  readonly exceptions?: readonly unknown[];
};

describe.skipIf(!hasConftest)(
  hasConftest ? 'Conftest itself agrees' : 'Conftest itself (skipped: not installed)',
  () => {
    test.each(ROWS.map((row) => [row.note, row] as const))('%s', (_, row) => {
      const cwd = makeFolder({ ...row.policy, [row.input]: row.text });
      try {
        const namespaces = (row.namespaces ?? []).flatMap((name) => ['--namespace', name]);
        const version = ['--rego-version', row.isV0 === true ? 'v0' : 'v1'];
        const args = ['test', row.input, '-p', 'p', '-d', 'p', '-o', 'json', '--no-fail', ...version, ...namespaces];
        const results: readonly ConftestResult[] = JSON.parse(execFileSync(CONFTEST, args, { cwd, encoding: 'utf8' }));
        const count = (kind: 'failures' | 'warnings' | 'exceptions') =>
          results.reduce((sum, result) => sum + (result[kind]?.length ?? 0), 0);
        expect({ failures: count('failures'), warnings: count('warnings'), exceptions: count('exceptions') }).toEqual({
          failures: row.failures,
          warnings: row.warnings ?? 0,
          exceptions: row.exceptions ?? 0,
        });
      } finally {
        dropFolder(cwd);
      }
    });
  },
);
