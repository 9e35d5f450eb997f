import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import type { HclFile } from './file.ts';
import { baseNameOf } from './paths.ts';
import type { Attribute, Block, Body } from './types.ts';

/** A part of a file with the file that it is of; blocks of override files stand beside what they override, the last first. */
export type Sourced<T> = {
  readonly node: T;
  readonly file: HclFile;
  readonly overrides?: readonly { readonly node: T; readonly file: HclFile }[];
};

/** The `.tf` and `.tf.json` files of one folder, put together. */
export type ModuleFiles = {
  readonly files: readonly HclFile[];
  /** By `type.name`, `data.type.name`. */
  readonly resources: ReadonlyMap<string, Sourced<Block>>;
  readonly callBlocks: ReadonlyMap<string, Sourced<Block>>;
  readonly variables: ReadonlyMap<string, Sourced<Block>>;
  readonly outputs: ReadonlyMap<string, Sourced<Block>>;
  readonly locals: ReadonlyMap<string, Sourced<Attribute>>;
  readonly providers: readonly Sourced<Block>[];
  /** What is there twice. */
  readonly diagnostics: readonly Diagnostic[];
};

const OVERRIDE = /(?:^|_)override\.tf(?:\.json)?$/;

/**
 * Puts the files of a module together.
 * Shape:  of a name that is there twice the first counts, as Terraform refuses it. Override files come last.
 * Source: Terraform, Override Files.
 */
export function readModuleFiles(files: readonly HclFile[]): ModuleFiles {
  const resources = new Map<string, Sourced<Block>>();
  const callBlocks = new Map<string, Sourced<Block>>();
  const variables = new Map<string, Sourced<Block>>();
  const outputs = new Map<string, Sourced<Block>>();
  const locals = new Map<string, Sourced<Attribute>>();
  const providers: Sourced<Block>[] = [];
  const diagnostics: Diagnostic[] = [];
  const isOverride = (file: HclFile) => OVERRIDE.test(baseNameOf(file.path));
  for (const file of [...files.filter((one) => !isOverride(one)), ...files.filter(isOverride)]) {
    const tellTwice = (what: string, node: Block | Attribute, known: Sourced<Block | Attribute>) => {
      const first = known.file.placeOf(known.node.span.start);
      const hint = `keep one of them; the first is in ${first.file}:${first.row}`;
      const place = file.placeOf(node.span.start);
      diagnostics.push(errorDiagnostic('hcl_invalid', `${what} is there twice`, { place, hint }));
    };
    const put = (map: Map<string, Sourced<Block>>, name: string, node: Block) => {
      const known = map.get(name);
      if (known === undefined) map.set(name, { node, file });
      else if (!isOverride(file)) tellTwice(`${node.type} \`${name}\``, node, known);
      else if (isOverride(file)) map.set(name, { ...known, overrides: [{ node, file }, ...(known.overrides ?? [])] });
    };
    for (const node of file.body.blocks) {
      const [first = '', second = ''] = node.labels;
      if (node.type === 'resource') put(resources, `${first}.${second}`, node);
      else if (node.type === 'data' || node.type === 'ephemeral')
        put(resources, `${node.type}.${first}.${second}`, node);
      else if (node.type === 'module') put(callBlocks, first, node);
      else if (node.type === 'variable') put(variables, first, node);
      else if (node.type === 'output') put(outputs, first, node);
      else if (node.type === 'provider') providers.push({ node, file });
      else if (node.type === 'check')
        for (const inner of node.body.blocks)
          if (inner.type === 'data') put(resources, `data.${inner.labels.join('.')}`, inner);
      if (node.type !== 'locals') continue;
      for (const attribute of node.body.attributes) {
        const known = locals.get(attribute.name);
        if (isOverride(file) || known === undefined) locals.set(attribute.name, { node: attribute, file });
        else tellTwice(`local value \`${attribute.name}\``, attribute, known);
      }
    }
  }
  return { files, resources, callBlocks, variables, outputs, locals, providers, diagnostics };
}

/** The bodies of a block, what overrides first. */
export function bodiesOf({
  node,
  file,
  overrides = [],
}: Sourced<Block>): readonly { readonly body: Body; readonly file: HclFile }[] {
  return [...overrides.map((one) => ({ body: one.node.body, file: one.file })), { body: node.body, file }];
}

/** The attribute of a block, with the file that sets it. */
export function attributeOf(
  block: Sourced<Block>,
  name: string,
): { readonly node: Attribute; readonly file: HclFile } | undefined {
  for (const { body, file } of bodiesOf(block)) {
    const node = body.attributes.find((one) => one.name === name);
    if (node !== undefined) return { node, file };
  }
  return undefined;
}
