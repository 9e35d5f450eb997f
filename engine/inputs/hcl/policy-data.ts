import type { JsonObject, JsonValue } from '../document.ts';
import { isObject, own, ownArray, ownString } from '../object.ts';
import { isList, isMap, isWhole, textOf, type Value } from './value.ts';

type Json = { [key: string]: JsonValue };

/**
 * The text that an `aws_iam_policy_document` gives, out of what its block sets; undefined where not all of that is known.
 * Shape:  as the provider writes it: documents taken over first, then its own statements, then documents that override;
 *         of statements with the same Sid the last one counts.
 * Source: AWS provider 5.100, internal/service/iam/policy_document_data_source.go.
 */
export function policyDocumentText(known: ReadonlyMap<string, Value>): string | undefined {
  if (![...known].every(([, value]) => isWhole(value))) return undefined;
  const sources = [...documentsOf(known, 'source_json'), ...documentsOf(known, 'source_policy_documents')];
  const overrides = [...documentsOf(known, 'override_policy_documents'), ...documentsOf(known, 'override_json')];
  const statements: Json[] = [];
  let isReadable = true;
  const take = (documents: readonly (JsonObject | undefined)[]) => {
    for (const document of documents)
      if (document === undefined) isReadable = false;
      else for (const statement of statementsOf(document)) merge(statements, statement);
  };
  take(sources);
  for (const block of blocksOf(known, 'statement')) {
    const statement = statementOf(block);
    if (statement === undefined) return undefined;
    merge(statements, statement);
  }
  take(overrides);
  if (!isReadable) return undefined;
  const version = known.get('version') ?? sources.map((one) => ownString(one, 'Version')).at(-1) ?? '2012-10-17';
  const id = textOf(known.get('policy_id') ?? null);
  const made = {
    Version: textOf(version) ?? '2012-10-17',
    ...(id === undefined ? {} : { Id: id }),
    ...(statements.length === 0 ? {} : { Statement: statements }),
  };
  return JSON.stringify(made, null, 2);
}

/** Documents that an argument names; undefined for one that is no JSON object. Empty texts are passed over. */
function documentsOf(known: ReadonlyMap<string, Value>, name: string): readonly (JsonObject | undefined)[] {
  const value = known.get(name) ?? null;
  const texts = (isList(value) ? value : [value]).filter((text) => text !== null && text !== '');
  return texts.map((text) => {
    try {
      const document = JSON.parse(textOf(text) ?? '') as JsonValue;
      return isObject(document) ? document : undefined;
    } catch {
      return undefined;
    }
  });
}

function statementsOf(document: JsonObject): readonly Json[] {
  const list = ownArray(document, 'Statement') ?? [own(document, 'Statement')];
  return list.filter((one): one is Json => isObject(one));
}

function merge(into: Json[], statement: Json): void {
  const sid = ownString(statement, 'Sid') ?? '';
  const at = sid === '' ? -1 : into.findIndex((one) => ownString(one, 'Sid') === sid);
  if (at < 0) into.push(statement);
  else into[at] = statement;
}

function blocksOf(of: ReadonlyMap<string, Value>, name: string): readonly ReadonlyMap<string, Value>[] {
  const value = of.get(name) ?? null;
  return (isList(value) ? value : isMap(value) ? [value] : []).filter(isMap);
}

function statementOf(block: ReadonlyMap<string, Value>): Json | undefined {
  const made: [string, JsonValue | undefined][] = [
    ['Sid', textOf(block.get('sid') ?? null)],
    ['Effect', textOf(block.get('effect') ?? null) ?? 'Allow'],
    ['Action', oneOrMany(textsOf(block.get('actions')))],
    ['NotAction', oneOrMany(textsOf(block.get('not_actions')))],
    ['Resource', oneOrMany(textsOf(block.get('resources')))],
    ['NotResource', oneOrMany(textsOf(block.get('not_resources')))],
    ['Principal', principalsOf(blocksOf(block, 'principals'))],
    ['NotPrincipal', principalsOf(blocksOf(block, 'not_principals'))],
    ['Condition', conditionsOf(blocksOf(block, 'condition'))],
  ];
  return Object.fromEntries(
    made.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined && entry[1] !== ''),
  );
}

/** Sets of text stand in the provider's order: from the last to the first. */
function textsOf(value: Value | undefined): readonly string[] {
  const texts = value !== undefined && isList(value) ? value.flatMap((item) => textOf(item) ?? []) : [];
  return [...new Set(texts)].sort().reverse();
}

function oneOrMany(texts: readonly string[]): JsonValue | undefined {
  return texts.length <= 1 ? texts[0] : texts;
}

function principalsOf(blocks: readonly ReadonlyMap<string, Value>[]): JsonValue | undefined {
  if (blocks.length === 0) return undefined;
  const groups = new Map<string, string[]>();
  for (const block of blocks) {
    const type = textOf(block.get('type') ?? null) ?? '';
    groups.set(type, [...(groups.get(type) ?? []), ...textsOf(block.get('identifiers'))]);
  }
  if (groups.size === 1 && groups.get('*')?.join() === '*') return '*';
  return Object.fromEntries([...groups].map(([type, texts]) => [type, oneOrMany(texts) ?? []]));
}

function conditionsOf(blocks: readonly ReadonlyMap<string, Value>[]): JsonValue | undefined {
  if (blocks.length === 0) return undefined;
  const tests = new Map<string, Json>();
  for (const block of blocks) {
    const test = textOf(block.get('test') ?? null) ?? '';
    const variable = textOf(block.get('variable') ?? null) ?? '';
    const values = block.get('values') ?? null;
    const texts = (isList(values) ? values : []).flatMap((item) => textOf(item) ?? []);
    const before = tests.get(test) ?? {};
    const earlier = own(before, variable);
    const all = [
      ...(Array.isArray(earlier) ? (earlier as string[]) : earlier === undefined ? [] : [earlier as string]),
      ...texts,
    ];
    tests.set(test, { ...before, [variable]: oneOrMany(all) ?? [] });
  }
  return Object.fromEntries(tests);
}
