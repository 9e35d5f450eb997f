import { describe, expect, it } from 'vitest';
import { BUILTINS, isBuiltin } from '../../../engine/rego/builtins/index.ts';
import { compileModules } from '../../../engine/rego/index.ts';
import { printPolicy, validatePolicy } from '../../../engine/rego/ir/index.ts';
import { planPolicy } from '../../../engine/rego/planner/index.ts';

type ListingCase = { readonly note: string; readonly module: string; readonly listing: readonly string[] };

const CASES: readonly ListingCase[] = [
  {
    note: 'a constant rule needs no function',
    module: 'p := {1, 2}',
    listing: ['plan data.t.p', '  block', '    AssignVarStmt source={1, 2} target=2', '    ReturnLocalStmt source=2'],
  },
  {
    note: 'clauses with one constant end with the first that holds, those without a guard first',
    module: 'p if input.a == "x"\np if input.b',
    listing: [
      'func g0.data.t.p(l0, l1) l2',
      '  block',
      '    DotStmt source=l0 key="b" target=3',
      '    NotEqualStmt a=l3 b=false',
      '    AssignVarStmt source=true target=2',
      '    ReturnLocalStmt source=2',
      '  block',
      '    DotStmt source=l0 key="a" target=4',
      '    EqualStmt a=l4 b="x"',
      '    AssignVarStmt source=true target=2',
      '    ReturnLocalStmt source=2',
      '  block',
      '    IsDefinedStmt source=2',
      '    ReturnLocalStmt source=2',
      'plan data.t.p',
      '  block',
      '    CallStmt func=g0.data.t.p args=[l0, l1] result=2',
      '    ReturnLocalStmt source=2',
    ],
  },
  {
    note: 'not of a simple body',
    module: 'p contains 1 if not input.a',
    listing: [
      'func g0.data.t.p(l0, l1) l2',
      '  block',
      '    MakeSetStmt target=2',
      '  block',
      '    NotStmt',
      '      block',
      '        DotStmt source=l0 key="a" target=4',
      '        NotEqualStmt a=l4 b=false',
      '    SetAddStmt set=2 value=1',
      '  block',
      '    ReturnLocalStmt source=2',
      'plan data.t.p',
      '  block',
      '    CallStmt func=g0.data.t.p args=[l0, l1] result=2',
      '    ReturnLocalStmt source=2',
    ],
  },
];

describe('planPolicy', () => {
  it.each(CASES)('$note', ({ module, listing }) => {
    const compiled = compileModules({ modules: { 't.rego': `package t\n${module}\n` } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const shapes = (name: string) =>
      isBuiltin(name) ? { arity: BUILTINS[name].args.length, relation: 'relation' in BUILTINS[name] } : undefined;
    const policy = planPolicy(compiled.value.compiled, [{ kind: 'path', name: 'data.t.p', path: ['t', 'p'] }], {
      builtins: shapes,
      coverage: false,
    });
    expect(validatePolicy(policy)).toEqual([]);
    expect(printPolicy(policy).trimEnd().split('\n')).toEqual(listing);
  });
});
