// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are HCL
import { expect, test } from 'vitest';
import type { JsonValue } from '../../../engine/inputs/document.ts';
import { parseInputs } from '../../../engine/inputs/index.ts';

type Change = {
  readonly address: string;
  readonly change: {
    readonly after: JsonValue;
    readonly after_unknown: JsonValue;
    readonly after_sensitive: JsonValue;
  };
};

function read(files: { readonly [path: string]: string }) {
  const encoder = new TextEncoder();
  return parseInputs(Object.entries(files).map(([path, text]) => ({ path, bytes: encoder.encode(text) })));
}

/** What one resource will be: values, what is not known, what is secret. */
function changeOf(files: { readonly [path: string]: string }, address: string): Change['change'] | undefined {
  const [document] = read(files).documents;
  const changes = (document!.root as unknown as { readonly resource_changes: readonly Change[] }).resource_changes;
  return changes.find((one) => one.address === address)?.change;
}

type Row = {
  readonly note: string;
  readonly files: { readonly [path: string]: string };
  readonly address: string;
  readonly after: JsonValue;
  readonly unknown?: JsonValue;
  readonly sensitive?: JsonValue;
};

const IDS = { id: true, arn: true };

const ROWS: readonly Row[] = [
  {
    note: 'constants, blocks and what the provider computes',
    files: { 'a.tf': 'resource "x_a" "b" {\n  c = 1\n  d {\n    e = "f"\n  }\n  d {}\n}\n' },
    address: 'x_a.b',
    after: { c: 1, d: [{ e: 'f' }, {}] },
    unknown: IDS,
  },
  {
    note: 'variables, locals and values files',
    files: {
      'a.tf': 'variable "v" { type = number }\nlocals { l = var.v + 1 }\nresource "x_a" "b" {\n  c = local.l\n}\n',
      'terraform.tfvars': 'v = "2"\n',
    },
    address: 'x_a.b',
    after: { c: 3 },
    unknown: IDS,
  },
  {
    note: 'for_each over a map',
    files: { 'a.tf': 'resource "x_a" "b" {\n  for_each = { k = 1 }\n  c = "${each.key}-${each.value}"\n}\n' },
    address: 'x_a.b["k"]',
    after: { c: 'k-1' },
    unknown: IDS,
  },
  {
    note: 'references: what is set is known, the rest after apply',
    files: {
      'a.tf':
        'resource "x_a" "a" { n = "x" }\nresource "x_a" "b" {\n  c = x_a.a.n\n  d = x_a.a.arn\n  e = ["${x_a.a.arn}/*", "y"]\n}\n',
    },
    address: 'x_a.b',
    after: { c: 'x', e: [null, 'y'] },
    unknown: { ...IDS, d: true, e: [true, false] },
  },
  {
    note: 'modules with outputs',
    files: {
      'a.tf': 'module "m" {\n  source = "./m"\n  n = "x"\n}\nresource "x_a" "b" {\n  c = module.m.o\n}\n',
      'm/a.tf': 'variable "n" {}\noutput "o" { value = "${var.n}!" }\n',
    },
    address: 'x_a.b',
    after: { c: 'x!' },
    unknown: IDS,
  },
  {
    note: 'secrets',
    files: {
      'a.tf':
        'variable "p" {\n  sensitive = true\n  default = "s"\n}\nlocals { q = "x${var.p}" }\nresource "x_a" "b" {\n  c = local.q\n}\n',
    },
    address: 'x_a.b',
    after: { c: 'xs' },
    unknown: IDS,
    sensitive: { c: true },
  },
  {
    note: 'a dynamic block of unknown size is one of which nothing is known',
    files: {
      'a.tf':
        'variable "v" {}\nresource "x_a" "b" {\n  dynamic "c" {\n    for_each = var.v\n    content {\n      d = 1\n    }\n  }\n}\n',
    },
    address: 'x_a.b',
    after: { c: [{}] },
    unknown: { ...IDS, c: [{ d: true, protocol: true, from_port: true, to_port: true }] },
  },
  {
    note: 'default tags of the provider',
    files: {
      'a.tf':
        'provider "aws" {\n  default_tags {\n    tags = { Team = "shop" }\n  }\n}\nresource "aws_kms_alias" "b" {\n  name = "alias/x"\n  target_key_id = "k"\n}\nresource "aws_sns_topic" "t" {\n  name = "t"\n  tags = { A = "b" }\n}\n',
    },
    address: 'aws_sns_topic.t',
    after: expect.objectContaining({ tags_all: { Team: 'shop', A: 'b' }, name: 't' }) as unknown as JsonValue,
    unknown: expect.objectContaining({ arn: true, id: true }) as unknown as JsonValue,
  },
];

test.each(ROWS)('$note', ({ files, address, after, unknown = {}, sensitive = {} }) => {
  const change = changeOf(files, address);
  expect(change?.after).toEqual(after);
  expect(change?.after_unknown).toEqual(unknown);
  expect(change?.after_sensitive).toEqual(sensitive);
});

test('what a configuration does not tell is said', () => {
  const { documents, diagnostics } = read({
    'a.tf': 'variable "n" {}\nmodule "far" {\n  source = "x/y/z"\n}\nresource "x_a" "b" {\n  count = var.n\n}\n',
  });
  expect((documents[0]!.root as { readonly unread?: JsonValue }).unread).toEqual([
    { what: 'x_a.b', reason: 'how many `x_a.b` there will be is not known: variable `n` has no value here' },
    { what: 'module.far', reason: 'the resources of module `far` are not known: its source is not installed here' },
  ]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['hcl_unread', 'hcl_unread']);
});

test('modules that others call are no documents of their own', () => {
  const { documents } = read({
    'live/a.tf': 'module "m" {\n  source = "../mod"\n}\n',
    'mod/a.tf': 'resource "x_a" "b" {}\n',
    'other/a.tf': 'resource "x_a" "b" {}\n',
  });
  expect(documents.map(({ path, kind }) => `${path} ${kind}`)).toEqual(['live terraform-hcl', 'other terraform-hcl']);
});

test('long chains and circles end', () => {
  const chain = Array.from({ length: 20_000 }, (_, at) => `  l${at} = local.l${at + 1}\n`).join('');
  const files = {
    'a.tf': `locals {\n  a = local.b\n  b = local.a\n${chain}}\nresource "x_a" "b" {\n  c = local.a\n  d = local.l0\n}\n`,
  };
  expect(changeOf(files, 'x_a.b')?.after_unknown).toEqual({ ...IDS, c: true, d: true });
});
