import type { JsonValue, OpenJson } from '../inputs/index.ts';
import { isList, isObject } from './json.ts';
import { each, firstOf, type Read } from './mapper.ts';
import { type Cursor, copy, isUnknown, type Origin, originOf, step, type Traced, unknownAt } from './traced.ts';

/**
 * An IAM policy document as a JSON object, out of the text that Terraform holds or the URL-encoded text of Config.
 * Shape:  what is no JSON object is unknown (`unresolved`), never absent: a policy must not pass on text it cannot read.
 */
export function policyDocument(name: string): Read {
  return (at) => policyDocumentAt(step(at, name));
}

export function policyDocumentAt(at: Cursor): Traced | undefined {
  if (isUnknown(at)) return at.native.rebuild(at.path) ?? unknownAt(at);
  const { value } = at;
  if (value === undefined || value === '') return undefined;
  const document = typeof value === 'string' ? parseDocument(value) : value;
  if (!isObject(document)) return unknownAt(at, 'unresolved');
  return { kind: 'value', value: document, at: originOf(at), ...(at.sensitive === true ? { secret: true } : {}) };
}

/** A document of which parts are not known, as the sources beside a plan tell it. `decidedBy` is what those parts wait for. */
export function openDocument(open: OpenJson, at: Origin, decidedBy: readonly string[]): Traced | undefined {
  if (open.kind === 'value') return isObject(open.value) ? { kind: 'value', value: open.value, at } : undefined;
  return open.kind === 'object' ? openPart(open, at, decidedBy) : undefined;
}

function openPart(open: OpenJson, at: Origin, decidedBy: readonly string[]): Traced {
  const inner = (part: OpenJson, key: string | number): Traced =>
    openPart(part, { native: at.native, path: [...at.path, key] }, decidedBy);
  switch (open.kind) {
    case 'value':
      return { kind: 'value', value: open.value, at };
    case 'object':
      return { kind: 'object', fields: open.fields.map(([key, part]) => [key, inner(part, key)]), at };
    case 'list':
      return { kind: 'list', items: open.items.map(inner), at };
    case 'unknown': {
      const text = open.text === undefined ? {} : { text: { ...open.text, never: [] } };
      return { kind: 'unknown', at, reason: 'after-apply', decidedBy, ...text };
    }
  }
}

function parseDocument(text: string): JsonValue | undefined {
  return parseJson(text) ?? parseJson(decodePercent(text));
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Text of which the percent escapes are decoded, or the text itself where they are malformed. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** JSON text within JSON, to any number of encodings up to three (Config encodes some values twice). */
export function parseEncoded(value: JsonValue | undefined): JsonValue | undefined {
  let parsed = value;
  for (let round = 0; round < 3 && typeof parsed === 'string'; round++) {
    const next = parseJson(parsed);
    if (next === undefined) return parsed;
    parsed = next;
  }
  return parsed;
}

/**
 * The document that a deferred `aws_iam_policy_document` data source will give, out of its statements.
 * Shape:  as the provider writes it: one element as text, several as a list, Effect Allow and version 2012-10-17 unless
 *         set. Documents that it takes over and that are not known leave the list of statements open.
 * Source: AWS provider 5.100, internal/service/iam/policy_document_data_source.go.
 */
export function rebuildPolicyDocument(at: Cursor): Traced {
  const own = each('statement', statement)(at);
  const items = own?.kind === 'list' ? [...own.items] : [];
  let open = own?.kind === 'unknown' || undefined;
  for (const name of ['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json']) {
    const taken = takenOver(step(at, name));
    if (taken === 'unknown') open = true;
    else items.push(...taken);
  }
  const fields: [string, Traced][] = [
    ['Version', firstText(at, 'version', '2012-10-17')],
    [
      'Statement',
      { kind: 'list', items, at: originOf(step(at, 'statement')), ...(open ? { open: 'after-apply' } : {}) },
    ],
  ];
  const id = copy(step(at, 'policy_id'));
  if (id !== undefined) fields.push(['Id', id]);
  return { kind: 'object', fields, at: originOf(at) };
}

/** Statements of documents that are merged in. One that overrides ours by its Sid is kept beside it: never a pass too many. */
function takenOver(at: Cursor): Traced[] | 'unknown' {
  if (at.value === undefined) return at.unknown === true ? 'unknown' : [];
  const texts = isList(at.value) ? at.value : [at.value];
  const statements: Traced[] = [];
  for (const [index, text] of texts.entries()) {
    const document = typeof text === 'string' ? parseJson(text) : undefined;
    if (!isObject(document)) return 'unknown';
    const list = isList(document.Statement) ? document.Statement : [document.Statement ?? []].flat();
    for (const value of list) {
      const origin = originOf(isList(at.value) ? step(at, index) : at);
      if (isObject(value)) statements.push({ kind: 'value', value, at: origin });
    }
  }
  return statements;
}

function statement(at: Cursor): Traced {
  const fields: [string, Traced][] = [['Effect', firstText(at, 'effect', 'Allow')]];
  const parts: readonly (readonly [string, Traced | undefined])[] = [
    ['Sid', copy(step(at, 'sid'))],
    ['Action', oneOrMany(step(at, 'actions'))],
    ['NotAction', oneOrMany(step(at, 'not_actions'))],
    ['Resource', oneOrMany(step(at, 'resources'))],
    ['NotResource', oneOrMany(step(at, 'not_resources'))],
    ['Principal', principals(step(at, 'principals'))],
    ['NotPrincipal', principals(step(at, 'not_principals'))],
    ['Condition', conditions(step(at, 'condition'))],
  ];
  for (const [name, part] of parts) if (part !== undefined) fields.push([name, part]);
  return { kind: 'object', fields, at: originOf(at) };
}

function firstText(at: Cursor, name: string, otherwise: string): Traced {
  const read = firstOf(
    (cursor) => copy(step(cursor, name)),
    () => ({ kind: 'value', value: otherwise, at: undefined }),
  );
  return read(at) as Traced;
}

function elements(at: Cursor): Traced[] {
  if (!isList(at.value)) return [];
  return at.value.flatMap((value, index): Traced[] => {
    const element = step(at, index);
    if (element.unknown === true || value === null) return [unknownAt(element)];
    return [{ kind: 'value', value, at: originOf(element) }];
  });
}

function oneOrMany(at: Cursor): Traced | undefined {
  if (isUnknown(at)) return unknownAt(at);
  const items = elements(at);
  if (items.length === 0) return undefined;
  return items.length === 1 ? items[0] : { kind: 'list', items, at: originOf(at) };
}

/** `Principal: "*"` for type `*`; else an object of types. */
function principals(at: Cursor): Traced | undefined {
  if (isUnknown(at)) return unknownAt(at);
  if (!isList(at.value) || at.value.length === 0) return undefined;
  const byType = new Map<string, Traced[]>();
  for (const index of at.value.keys()) {
    const block = step(at, index);
    const type = step(block, 'type').value;
    if (typeof type !== 'string') return unknownAt(block);
    const identifiers = step(block, 'identifiers');
    const items = isUnknown(identifiers) ? [unknownAt(identifiers)] : elements(identifiers);
    byType.set(type, [...(byType.get(type) ?? []), ...items]);
  }
  const any = byType.get('*');
  if (any?.length === 1 && byType.size === 1) return any[0];
  return { kind: 'object', fields: oneOrManyFields(byType, at), at: originOf(at) };
}

function conditions(at: Cursor): Traced | undefined {
  if (isUnknown(at)) return unknownAt(at);
  if (!isList(at.value) || at.value.length === 0) return undefined;
  const tests = new Map<string, Map<string, Traced[]>>();
  for (const index of at.value.keys()) {
    const block = step(at, index);
    const test = step(block, 'test').value;
    const variable = step(block, 'variable').value;
    if (typeof test !== 'string' || typeof variable !== 'string') return unknownAt(block);
    const variables = tests.get(test) ?? new Map<string, Traced[]>();
    const values = step(block, 'values');
    const items = isUnknown(values) ? [unknownAt(values)] : elements(values);
    variables.set(variable, [...(variables.get(variable) ?? []), ...items]);
    tests.set(test, variables);
  }
  const fields = [...tests].map(([test, variables]): [string, Traced] => [
    test,
    { kind: 'object', fields: oneOrManyFields(variables, at), at: originOf(at) },
  ]);
  return { kind: 'object', fields, at: originOf(at) };
}

function oneOrManyFields(groups: ReadonlyMap<string, readonly Traced[]>, at: Cursor): [string, Traced][] {
  return [...groups].flatMap(([key, items]): [string, Traced][] => {
    const [first] = items;
    if (first === undefined) return [];
    return [[key, items.length === 1 ? first : { kind: 'list', items, at: originOf(at) }]];
  });
}
