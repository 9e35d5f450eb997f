import type { JsonPath, JsonValue } from '../inputs/index.ts';
import { isList, isObject, MAX_WALK_DEPTH } from './json.ts';

/**
 * Attribute names whose text is a secret in whatever resource they stand, for sources that mark nothing.
 * Source: attributes that Terraform providers mark as sensitive, by frequency of name.
 */
const SECRET_NAME =
  /^(?:.*_)?(?:password|passwd|secret|secret_key|secret_string|secret_binary|private_key|private_key_pem|auth_token|access_token|client_secret|api_key|token)$/;

/** The same in the casing of CloudFormation and Config. */
const SECRET_PROPERTY =
  /^(?:.*(?:Password|PrivateKey|ClientSecret|AuthToken|SecretString)|password|masterUserPassword)$/;

/** The same as names of environment variables. */
const SECRET_VARIABLE =
  /^(?:[A-Z0-9]+_)*(?:PASSWORD|PASSWD|SECRET|SECRET_KEY|SECRET_ACCESS_KEY|PRIVATE_KEY|AUTH_TOKEN|ACCESS_TOKEN|CLIENT_SECRET|API_KEY|TOKEN)$/;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_PROPERTY.test(name) || SECRET_VARIABLE.test(name);
}

/** Whether `key` of a node is the value of a pair `{name, value}` whose name is a secret's, as in environment variables. */
export function isNamedSecret(node: JsonValue, key: string | number): boolean {
  if (key !== 'value' || !isObject(node) || !Object.hasOwn(node, 'name')) return false;
  return typeof node.name === 'string' && isSecretName(node.name);
}

/**
 * Paths of secret values: those that the source's tree of marks names, and texts under a secret's name.
 * Shape: no path lies below another.
 */
export function secretPaths(value: JsonValue, marks: JsonValue | undefined): readonly JsonPath[] {
  const found: JsonPath[] = [];
  const visit = (node: JsonValue, mark: JsonValue | undefined, path: JsonPath): void => {
    if (node === null || path.length > MAX_WALK_DEPTH) return;
    const name = path.at(-1);
    if (mark === true || (typeof node === 'string' && node !== '' && typeof name === 'string' && isSecretName(name))) {
      found.push(path);
      return;
    }
    if (isList(node)) for (const [index, item] of node.entries()) visit(item, markAt(mark, index), [...path, index]);
    else if (isObject(node))
      for (const key of Object.keys(node)) {
        const inner = node[key] as JsonValue;
        const isNamed = key === 'value' && typeof inner === 'string' && inner !== '' && isNamedSecret(node, key);
        visit(inner, isNamed ? true : markAt(mark, key), [...path, key]);
      }
  };
  visit(value, marks, []);
  return found;
}

function markAt(marks: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (typeof marks !== 'object' || marks === null) return undefined;
  return Object.hasOwn(marks, key) ? (marks as Record<string | number, JsonValue>)[key] : undefined;
}

/**
 * Paths that a tree of marks names and that hold no value.
 * Shape: a list element that is not known is told by the path of its list.
 */
export function unknownPaths(value: JsonValue, marks: JsonValue | undefined): readonly JsonPath[] {
  const found: JsonPath[] = [];
  const visit = (node: JsonValue | undefined, mark: JsonValue | undefined, path: JsonPath): void => {
    if (mark === true) {
      if (node === undefined || node === null) found.push(path);
      return;
    }
    if (typeof mark !== 'object' || mark === null || path.length > MAX_WALK_DEPTH) return;
    if (isList(mark)) {
      for (const [index, inner] of mark.entries())
        visit(isList(node) ? node[index] : undefined, inner, [...path, index]);
    } else
      for (const key of Object.keys(mark)) {
        const inner = isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
        visit(inner, (mark as Record<string, JsonValue>)[key], [...path, key]);
      }
  };
  visit(value, marks, []);
  return found;
}
