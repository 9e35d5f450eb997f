import { EXIT_CODES } from '../../gate/index.ts';
import type { LoadedPolicy } from '../../policies/index.ts';
import { loadPolicies, type PolicyOptions } from '../policies.ts';
import { printDiagnostics, type Terminal } from '../terminal.ts';
import { nearest, UsageError } from '../usage.ts';

type ListOptions = PolicyOptions & { readonly json?: boolean };

/** `probity policy list`: id, severity and title of every policy. */
export async function listPolicies(options: object, terminal: Terminal): Promise<number> {
  const { set, diagnostics } = await loadPolicies(options as ListOptions, terminal);
  await printDiagnostics(terminal, diagnostics);
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  if ((options as ListOptions).json === true) {
    const rows = set.policies.map(({ id, metadata, digest }) => ({ id, ...metadata, digest }));
    terminal.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    const width = Math.max(0, ...set.policies.map((policy) => policy.id.length));
    for (const { id, metadata } of set.policies) {
      terminal.stdout.write(`${id.padEnd(width)}  ${metadata.severity.padEnd(8)}  ${metadata.title}\n`);
    }
  }
  return failed ? EXIT_CODES['bad-input'] : EXIT_CODES.passed;
}

/** `probity policy show ID`: what it judges, why, and how to remedy. */
export async function showPolicy(id: string, options: object, terminal: Terminal): Promise<number> {
  const { set } = await loadPolicies(options as ListOptions, terminal);
  const policy = set.policies.find((one) => one.id === id);
  if (policy === undefined) {
    const near = nearest(
      id,
      set.policies.map((one) => one.id),
    );
    throw UsageError.of(
      `there is no policy \`${id}\``,
      near === undefined ? 'see `probity policy list`' : `did you mean \`${near}\`?`,
    );
  }
  terminal.stdout.write(describe(policy));
  return EXIT_CODES.passed;
}

function describe({ id, metadata }: LoadedPolicy): string {
  const { remediation } = metadata;
  const parameters = Object.entries(metadata.parameters).map(
    ([name, schema]) => `  ${name}: ${JSON.stringify(schema)}`,
  );
  const sections = [
    `${id}  (${metadata.severity})\n${metadata.title}`,
    metadata.description,
    metadata.resourceTypes.length === 0 ? '' : `judges: ${metadata.resourceTypes.join(', ')}`,
    parameters.length === 0 ? '' : `parameters:\n${parameters.join('\n')}`,
    remediation.text === '' ? '' : `remedy: ${remediation.text}`,
    remediation.terraform === undefined ? '' : `Terraform:\n${indent(remediation.terraform)}`,
    remediation.cli === undefined ? '' : `command line:\n${indent(remediation.cli)}`,
    remediation.manifest === undefined ? '' : `manifest:\n${indent(remediation.manifest)}`,
    metadata.references.map((reference) => `see ${reference}`).join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
