import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AWS_MAPPERS, MAPPER_OF_ITEM } from '../../engine/resources/aws/index.ts';
import { type JsonValue, toPolicyInput, unknownMarks } from '../../engine/resources/index.ts';
import { extractTexts, ROOT } from './load.ts';

const DATA = join(ROOT, '../shared/data/aws-config');
const SCHEMAS = join(DATA, 'awslabs__aws-config-resource-schema/config/properties/resource-types');

/** Every item of the files below a folder, wherever in a file it lies. */
function itemsBelow(folder: string): readonly JsonValue[] {
  const found: JsonValue[] = [];
  const visit = (node: JsonValue): void => {
    if (typeof node !== 'object' || node === null) return;
    if (
      !Array.isArray(node) &&
      typeof (node as Record<string, JsonValue>).resourceType === 'string' &&
      'configuration' in node
    )
      found.push(node);
    for (const inner of Object.values(node)) visit(inner as JsonValue);
  };
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.json')) continue;
    try {
      visit(JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonValue);
    } catch {
      // Some files of the collections are no JSON.
    }
  }
  return found;
}

describe.skipIf(!existsSync(DATA))('items of public repositories', () => {
  test('give resources in the shape of their type, and nothing fails', () => {
    const items = itemsBelow(DATA);
    expect(items.length).toBeGreaterThan(30);
    const { resources, deletions } = extractTexts({ 'items.json': JSON.stringify({ configurationItems: items }) });
    expect(resources.length + deletions.length).toBeGreaterThan(30);
    const camel: string[] = [];
    for (const resource of resources) {
      JSON.stringify(toPolicyInput(resource));
      unknownMarks(resource);
      const own = Object.keys(resource.properties).filter((key) => /^[a-z]/.test(key));
      if (MAPPER_OF_ITEM.has(resource.nativeType) && own.length > 0) camel.push(`${resource.id}: ${own.join(' ')}`);
    }
    expect(camel).toEqual([]);
  });
});

/** Types that Config tells in CloudFormation's shape pass through; the older ones need reads of their own. */
test.skipIf(!existsSync(SCHEMAS))('every mapped type that Config writes in camel case has reads for it', () => {
  const missing = Object.values(AWS_MAPPERS).flatMap(({ type, itemTypes = [], item }) =>
    [type, ...itemTypes].filter((name) => {
      const path = join(SCHEMAS, `${name}.properties.json`);
      if (item !== undefined || MAPPER_OF_ITEM.get(name)?.item !== undefined || !existsSync(path)) return false;
      const keys = Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object);
      return keys.some((key) => /^configuration\.[a-z]/.test(key));
    }),
  );
  expect(missing).toEqual([]);
});
