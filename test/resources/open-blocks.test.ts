import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseInputs, type Sources, SourceTree, schemaOf } from '../../engine/inputs/index.ts';
import { extractResources, type JsonObject, type Resource } from '../../engine/resources/index.ts';
import { ROOT } from './load.ts';

/**
 * What becomes of a property whose block a plan does not show.
 * Shape: `alone` from the plan, `beside` with its sources at hand, `written` from the sources without a plan: the value,
 *        `?` where it is not known, `-` where it is absent.
 */
type OpenCase = {
  readonly note: string;
  readonly address: string;
  readonly property: readonly (string | number)[];
  readonly alone: unknown;
  readonly beside: unknown;
  readonly written: unknown;
};

const CASES: readonly OpenCase[] = [
  {
    note: 'a computed block of unknown number',
    address: 'aws_instance.open',
    property: ['MetadataOptions'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'the same block left out, where something unknown is used out of sight',
    address: 'aws_instance.left_out',
    property: ['MetadataOptions', 'HttpTokens'],
    alone: '?',
    beside: 'optional',
    written: 'optional',
  },
  {
    note: 'left out in a module that nothing unknown gets into',
    address: 'module.plain.aws_instance.left_out',
    property: ['MetadataOptions', 'HttpTokens'],
    alone: 'optional',
    beside: 'optional',
    written: 'optional',
  },
  {
    note: 'left out beside an identity that is used where the plan shows it',
    address: 'module.plain.aws_instance.beside',
    property: ['MetadataOptions', 'HttpTokens'],
    alone: 'optional',
    beside: 'optional',
    written: 'optional',
  },
  {
    note: 'a known number of blocks with unknown content',
    address: 'aws_instance.content',
    property: ['MetadataOptions', 'HttpTokens'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'blocks that are none when they are left out',
    address: 'aws_iam_role.open',
    property: ['Policies'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'and left out',
    address: 'aws_iam_role.left_out',
    property: ['Policies'],
    alone: '?',
    beside: [],
    written: [],
  },
  {
    note: 'an argument of a module that no shown expression uses',
    address: 'module.keyed.aws_s3_bucket.keyed',
    property: ['LoggingConfiguration'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'another block of that resource',
    address: 'module.keyed.aws_s3_bucket.keyed',
    property: ['VersioningConfiguration'],
    alone: '?',
    beside: '-',
    written: '-',
  },
  {
    note: 'a dynamic block within a written one',
    address: 'aws_s3_bucket.nested',
    property: ['BucketEncryption', 'ServerSideEncryptionConfiguration'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'a block that the provider does not compute',
    address: 'aws_ecr_repository.open',
    property: ['ImageScanningConfiguration'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'and left out',
    address: 'aws_ecr_repository.left_out',
    property: ['ImageScanningConfiguration', 'ScanOnPush'],
    alone: false,
    beside: false,
    written: false,
  },
  {
    note: 'rules of unknown number',
    address: 'aws_security_group.open',
    property: ['SecurityGroupIngress'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'routes of unknown number',
    address: 'aws_route_table.open',
    property: ['Routes'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'entries of unknown number beside a known one',
    address: 'aws_network_acl.open',
    property: ['Entries'],
    alone: '?',
    beside: '?',
    written: '?',
  },
  {
    note: 'no rules',
    address: 'aws_security_group.left_out',
    property: ['SecurityGroupIngress'],
    alone: [],
    beside: [],
    written: [],
  },
];

const PROJECT = 'fixtures/projects/hidden-blocks';

describe('a block that a plan does not show', () => {
  const sources = { '': sourcesOf(PROJECT), alone: undefined };
  const alone = resourcesOf([`${PROJECT}/plan.json`], sources.alone);
  const beside = resourcesOf([`${PROJECT}/plan.json`], sources['']);
  const written = resourcesOf(
    filesOf(PROJECT).filter((path) => path.endsWith('.tf')),
    undefined,
  );

  it.each(CASES)('$note: $address $property', (one) => {
    const shown = {
      alone: shownIn(alone, one),
      beside: shownIn(beside, one),
      written: shownIn(written, one),
    };
    expect(shown).toEqual({ alone: one.alone, beside: one.beside, written: one.written });
  });
});

describe('blocks that the provider computes', () => {
  const plan = JSON.parse(readFileSync(join(ROOT, 'fixtures/projects/left-out-blocks/plan.json'), 'utf8'));
  const changes = plan.resource_changes as {
    readonly address: string;
    readonly type: string;
    readonly change: { readonly after: JsonObject; readonly after_unknown: JsonObject };
  }[];

  it.each(changes.filter(({ address, type }) => address.endsWith('.x') && schemaOf(type) !== undefined))(
    '$address',
    ({ type, change }) => {
      const schema = schemaOf(type);
      const shown = Object.keys(change.after);
      const unknown = [...(schema?.blocks.keys() ?? [])].filter(
        (name) => change.after_unknown[name] === true && !shown.includes(name),
      );
      expect([...(schema?.computedBlocks ?? [])].sort()).toEqual(unknown.sort());
    },
  );
});

function filesOf(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.tf$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function sourcesOf(folder: string): Sources {
  const texts = filesOf(folder).map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  return {
    tree: new SourceTree(texts),
    modulesJson: new Map(),
    rootsFor: () => [folder],
    searchesAll: false,
  };
}

function resourcesOf(paths: readonly string[], sources: Sources | undefined): readonly Resource[] {
  const { documents } = parseInputs(paths.map((path) => ({ path, bytes: readFileSync(join(ROOT, path)) })));
  return extractResources(documents, { scope: {}, sources }).resources;
}

function shownIn(resources: readonly Resource[], { address, property }: OpenCase): unknown {
  const resource = resources.find(({ source, derived }) => source.address === address && derived === undefined);
  if (resource === undefined) return 'no such resource';
  const isUnknown = resource.unknown.some(({ path }) => path.every((step, index) => property[index] === step));
  if (isUnknown) return '?';
  let value: unknown = resource.properties;
  for (const step of property) value = (value as Record<string | number, unknown> | undefined)?.[step];
  return value === undefined ? '-' : value;
}
