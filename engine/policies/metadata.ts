import { type Diagnostic, errorDiagnostic, type Place } from '../diagnostics/index.ts';
import type { JsonObject, JsonValue } from '../resources/index.ts';
import { LIFE_CYCLES, type PolicyMetadata, SEVERITIES, type Severity } from './policy.ts';

const REACHES = ['document', 'account', 'run'] as const;

/** Validates plain values against policies/schemas/metadata.json; made once by the caller, since ajv is loaded on use. */
export type MetadataValidator = (value: unknown) => readonly { readonly path: string; readonly message: string }[];

/**
 * Reads the `# METADATA` of a policy's package.
 * Shape:  `entries` is the annotation's YAML as plain values (title, description, custom ...).
 * Errors: `policy_metadata`, several at once, at the annotation's place.
 * Source: design 4.
 */
export function readMetadata(
  entries: Readonly<Record<string, unknown>>,
  validate: MetadataValidator,
  place: Place,
): { readonly metadata: PolicyMetadata | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const mistakes = validate(entries);
  if (mistakes.length > 0) {
    const diagnostics = mistakes.map(({ path, message }) =>
      errorDiagnostic('policy_metadata', path === '' ? message : `\`${path}\` ${message}`, { place }),
    );
    return { metadata: undefined, diagnostics };
  }
  const custom = objectAt(entries, 'custom');
  const remediation = objectAt(custom, 'remediation');
  const metadata: PolicyMetadata = {
    title: textAt(entries, 'title') ?? '',
    description: textAt(entries, 'description') ?? '',
    severity: oneOf(SEVERITIES, custom.severity) ?? 'medium',
    resourceTypes: textsAt(custom, 'resource_types'),
    reach: oneOf(REACHES, custom.reach) ?? 'document',
    topic: textAt(custom, 'topic') ?? '',
    remediation: {
      text: textAt(remediation, 'text') ?? '',
      ...snippet(remediation, 'terraform'),
      ...snippet(remediation, 'cli'),
      ...snippet(remediation, 'manifest'),
    },
    references: textsAt(custom, 'references'),
    parameters: objectAt(custom, 'parameters') as JsonObject,
    timeDependent: custom.time_dependent === true,
    deprecated: custom.deprecated === true,
    ...appliesTo(custom),
    unknownAs: oneOf(['unknown', 'fail'] as const, objectAt(custom, 'unknown').as) ?? 'unknown',
  };
  return { metadata, diagnostics: [] };
}

/** The metadata of a document policy: what Conftest knows of it, which is its name. */
export function documentMetadata(title: string, severity: Severity): PolicyMetadata {
  return {
    title,
    description: '',
    severity,
    resourceTypes: [],
    reach: 'document',
    topic: '',
    remediation: { text: '' },
    references: [],
    parameters: {},
    timeDependent: false,
    deprecated: false,
  };
}

/**
 * The defaults that a policy's parameters declare (`parameters: {max_days: {type: integer, default: 365}}`).
 * Shape: parameters without a default are left out.
 */
export function parameterDefaults(metadata: PolicyMetadata): { readonly [name: string]: JsonValue } {
  const defaults: Record<string, JsonValue> = Object.create(null);
  for (const [name, schema] of Object.entries(metadata.parameters)) {
    if (isPlainObject(schema) && Object.hasOwn(schema, 'default')) defaults[name] = schema.default as JsonValue;
  }
  return defaults;
}

function appliesTo(custom: Readonly<Record<string, unknown>>): Pick<PolicyMetadata, 'appliesTo'> {
  const chosen = new Set(textsAt(custom, 'applies_to'));
  return chosen.size === 0 ? {} : { appliesTo: LIFE_CYCLES.filter((one) => chosen.has(one)) };
}

function snippet(from: Readonly<Record<string, unknown>>, key: 'terraform' | 'cli' | 'manifest') {
  const text = textAt(from, key);
  return text === undefined ? {} : { [key]: text };
}

function textAt(from: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return typeof value === 'string' ? value.trim() : undefined;
}

function textsAt(from: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function objectAt(from: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return isPlainObject(value) ? value : {};
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value);
}
