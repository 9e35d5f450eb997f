/** A key of `count` or `for_each` in an address. */
export type InstanceKey = string | number | undefined;

/** A resource's address, taken apart: the module calls that lead to it, outermost first, and the resource in them. */
export type ResourceAddress = {
  readonly modules: readonly { readonly name: string; readonly key: InstanceKey }[];
  readonly mode: 'managed' | 'data' | 'ephemeral';
  readonly type: string;
  readonly name: string;
  readonly key: InstanceKey;
};

const STEP = /([\p{ID_Start}_][\p{ID_Continue}-]*)(?:\[(?:([0-9]+)|"((?:[^"\\]|\\.)*)")\])?(?:\.|$)/uy;

/** Reads `module.a["x.y"].data.aws_foo.b[0]`; undefined where it is no address of a resource. */
export function parseAddress(address: string): ResourceAddress | undefined {
  const steps: { readonly name: string; readonly key: InstanceKey }[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < address.length) {
    const found = STEP.exec(address);
    if (found === null) return undefined;
    const [, name = '', index, text] = found;
    steps.push({ name, key: index === undefined ? readKey(text) : Number(index) });
  }
  const modules: { readonly name: string; readonly key: InstanceKey }[] = [];
  let at = 0;
  while (steps[at]?.name === 'module' && steps.length > at + 2) {
    modules.push(steps[at + 1] as (typeof steps)[number]);
    at += 2;
  }
  const first = steps[at]?.name;
  const mode = first === 'data' || first === 'ephemeral' ? first : 'managed';
  const rest = steps.slice(mode === 'managed' ? at : at + 1);
  const [type, named] = rest;
  if (rest.length !== 2 || type === undefined || named === undefined || type.name === 'module') return undefined;
  return { modules, mode, type: type.name, name: named.name, key: named.key };
}

function readKey(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined;
  try {
    // HCL escapes what it would fill in.
    return (JSON.parse(`"${raw}"`) as string).replace(/([$%])\1\{/g, '$1{');
  } catch {
    return raw;
  }
}

/** The name under which a module keeps a resource: `aws_foo.b`, `data.aws_foo.b`. */
export function resourceKey({ mode, type, name }: Pick<ResourceAddress, 'mode' | 'type' | 'name'>): string {
  return mode === 'managed' ? `${type}.${name}` : `${mode}.${type}.${name}`;
}
