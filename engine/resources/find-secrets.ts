import type { Document, JsonObject, JsonValue } from '../inputs/index.ts';
import { SENSITIVE_ATTRIBUTES, withTypeMarks } from './aws/sensitive-attributes.ts';
import { child, isList, isObject, listOf } from './json.ts';
import { isNamedSecret, isSecretName } from './secrets.ts';

/** A value that is still to be looked at; `mark` is Terraform's tree of marks over it. */
type Open = { readonly node: JsonValue; readonly mark: JsonValue | undefined };

/**
 * The secret texts that documents hold.
 * Shape:  what a plan or state marks as sensitive (values before and after, variables, outputs); texts under a secret's
 *         name, as literals of the configuration too; the value of `{name, value}` with such a name (environment
 *         variables); Secrets of Kubernetes, plain and decoded; private keys wherever they stand.
 * Source: Terraform, JSON Output Format: before_sensitive, after_sensitive, sensitive_values, sensitive.
 */
export function findSecrets(documents: readonly Document[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { root, kind } of documents) {
    const open: Open[] = [{ node: kind === 'terraform-plan' ? withoutCopies(root) : root, mark: undefined }];
    if (isObject(root) && kind !== 'kubernetes') open.push(...sensitiveVariables(root), ...credentials(root));
    if (isObject(root) && kind === 'kubernetes' && child(root, 'kind') === 'Secret') addKubernetesSecret(root, found);
    for (let next = open.pop(); next !== undefined; next = open.pop()) visit(next, open, found);
  }
  return found;
}

/** A plan without its planned resources, where its changes say of each what it will be. */
function withoutCopies(root: JsonValue): JsonValue {
  const planned = child(child(root, 'planned_values'), 'root_module');
  if (!isObject(root) || !isObject(planned)) return root;
  const open: JsonValue[] = [planned];
  let count = 0;
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    count += listOf(child(module, 'resources')).length;
    open.push(...listOf(child(module, 'child_modules')));
  }
  if (count > listOf(child(root, 'resource_changes')).length) return root;
  return { ...root, planned_values: { ...(root.planned_values as JsonObject), root_module: {} } };
}

/** What is no secret unless something marks it: everything but containers, keys and texts that hold JSON. */
function isPlain(value: JsonValue): boolean {
  if (typeof value === 'object') return value === null;
  if (typeof value !== 'string') return true;
  const first = value.charCodeAt(0);
  return first !== DASH && first !== BRACKET && first !== BRACE;
}

const DASH = 0x2d;
const BRACKET = 0x5b;
const BRACE = 0x7b;

function visit({ node, mark }: Open, open: Open[], found: Set<string>): void {
  if (typeof node === 'string') {
    const isMarked = mark === true || isPrivateKey(node);
    if (isMarked) found.add(node);
    const inner = embedded(node);
    if (inner !== undefined) open.push({ node: inner, mark: isMarked ? true : undefined });
    return;
  }
  if (typeof node === 'number') {
    if (mark === true) found.add(String(node));
    return;
  }
  if (isList(node)) {
    for (let index = 0; index < node.length; index++) {
      const inner = node[index] as JsonValue;
      if (mark === undefined && isPlain(inner)) continue;
      open.push({ node: inner, mark: markOf(mark, index) });
    }
    return;
  }
  if (isObject(node)) visitMembers(node, mark, open);
}

/** Members whose marks stand beside them, by name of the member. */
const MARKS_BESIDE: ReadonlyMap<string, string> = new Map([
  ['before', 'before_sensitive'],
  ['after', 'after_sensitive'],
  ['values', 'sensitive_values'],
  ['value', 'sensitive'],
  ['default', 'sensitive'],
]);

function visitMembers(node: JsonObject, mark: JsonValue | undefined, open: Open[]): void {
  // `{name, value}` as in environment variables: the name stands beside its value.
  const { type } = node;
  if (typeof type === 'string' && SENSITIVE_ATTRIBUTES.has(type)) open.push(...markedByType(type, node));
  const hasSecretName = Object.hasOwn(node, 'value') && isNamedSecret(node, 'value');
  for (const key of Object.keys(node)) {
    const inner = node[key] as JsonValue;
    if (inner === null || typeof inner === 'boolean') continue;
    if (isSecret(key) || (hasSecretName && key === 'value')) {
      const literal = typeof inner === 'string' ? inner : child(inner, 'constant_value');
      if (literal !== undefined) open.push({ node: literal, mark: true });
      if (typeof inner === 'string') continue;
    }
    const beside = MARKS_BESIDE.get(key);
    if (beside === undefined && mark === undefined && isPlain(inner)) continue;
    const marks = beside === undefined || mark !== undefined ? undefined : child(node, beside);
    open.push({ node: inner, mark: marks ?? markOf(mark, key) });
  }
}

/** What a resource of a plan holds under the attributes that its type calls sensitive. */
function markedByType(type: string, node: JsonObject): readonly Open[] {
  const change = child(node, 'change');
  return [child(node, 'values'), child(change, 'before'), child(change, 'after')].flatMap((values) =>
    isObject(values) ? [{ node: values, mark: withTypeMarks(type, values, undefined) }] : [],
  );
}

function markOf(mark: JsonValue | undefined, key: string | number): JsonValue | undefined {
  return mark === true || mark === undefined ? mark : child(mark, key);
}

/** The values of variables that the configuration calls sensitive. */
function sensitiveVariables(root: JsonObject): readonly Open[] {
  const declared = child(child(child(root, 'configuration'), 'root_module'), 'variables');
  if (!isObject(declared)) return [];
  return Object.keys(declared)
    .filter((name) => child(child(declared, name), 'sensitive') === true)
    .map((name) => ({ node: child(child(child(root, 'variables'), name), 'value') ?? null, mark: true }));
}

/** What providers call themselves by, where it is written as a literal: the id of a key too. */
const CREDENTIALS =
  /^(?:access_key|credentials|client_certificate|client_key|session_token|user(?:name)?|.*password|.*token)$/;

function credentials(root: JsonObject): readonly Open[] {
  const providers = child(child(root, 'configuration'), 'provider_config');
  if (!isObject(providers)) return [];
  return Object.values(providers).flatMap((provider) => {
    const expressions = child(provider, 'expressions');
    if (!isObject(expressions)) return [];
    return Object.keys(expressions)
      .filter((name) => CREDENTIALS.test(name))
      .map((name) => ({ node: child(child(expressions, name), 'constant_value') ?? null, mark: true }));
  });
}

function addKubernetesSecret(root: JsonObject, found: Set<string>): void {
  for (const [area, isEncoded] of [
    ['data', true],
    ['stringData', false],
  ] as const) {
    const values = child(root, area);
    if (!isObject(values)) continue;
    for (const value of Object.values(values)) {
      if (typeof value !== 'string') continue;
      found.add(value);
      if (isEncoded) found.add(Buffer.from(value, 'base64').toString('utf8'));
    }
  }
}

/** A JSON text within a text, such as the containers of a task, where a secret's name stands in it. */
function embedded(text: string): JsonValue | undefined {
  const first = text.charCodeAt(0);
  if ((first !== BRACKET && first !== BRACE) || text.length > MAX_EMBEDDED) return undefined;
  if (!/password|passwd|secret|token|private_?key|api_?key/i.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

const MAX_EMBEDDED = 1_000_000;

function isPrivateKey(text: string): boolean {
  return text.startsWith('-----BEGIN ') && /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text);
}

const KNOWN_NAMES = new Map<string, boolean>();
/** Names come from untrusted files: what is kept of them has an end. */
const MAX_KNOWN = 10_000;

function isSecret(name: string): boolean {
  const known = KNOWN_NAMES.get(name);
  if (known !== undefined) return known;
  const is = isSecretName(name);
  if (KNOWN_NAMES.size < MAX_KNOWN && name.length < 100) KNOWN_NAMES.set(name, is);
  return is;
}
