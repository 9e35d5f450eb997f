import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { capabilitiesDocument } from '../../../engine/rego/builtins/capabilities.ts';
import { BUILTINS } from '../../../engine/rego/builtins/table.ts';

const FACTS = new URL('../../../../shared/data/builtins.json', import.meta.url);

type Fact = {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly infix: string | null;
  readonly relation: boolean;
  readonly deprecated: boolean;
  readonly nondeterministic: boolean;
};

describe('capabilities', () => {
  it('lists every builtin once, sorted', () => {
    const names = capabilitiesDocument().builtins.map((builtin) => builtin.name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toHaveLength(206);
  });
  it('leaves out what is denied', () => {
    expect(capabilitiesDocument(['http.send']).builtins.some((builtin) => builtin.name === 'http.send')).toBe(false);
  });
  it.skipIf(!existsSync(FACTS))('agrees with the facts about OPA', () => {
    const facts = (JSON.parse(readFileSync(FACTS, 'utf8')) as { builtins: readonly Fact[] }).builtins;
    const own = capabilitiesDocument().builtins.map((builtin) => ({
      name: builtin.name,
      args: builtin.decl.args?.length ?? 0,
      infix: builtin.infix ?? null,
      relation: builtin.relation ?? false,
      deprecated: builtin.deprecated ?? false,
      nondeterministic: builtin.nondeterministic ?? false,
    }));
    expect(own).toEqual(
      facts.map(({ name, args, infix, relation, deprecated, nondeterministic }) => ({
        name,
        args: args.length,
        infix,
        relation,
        deprecated,
        nondeterministic,
      })),
    );
    expect(Object.keys(BUILTINS)).toHaveLength(facts.length);
  });
});
