import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Term } from '../../ast/index.ts';
import { ALL_VARS, collectTermVars } from '../syntax/vars.ts';
import type { TypeEnvironment } from './environment.ts';
import type { Type } from './type.ts';

export type Comprehension = Extract<Term, { kind: 'arraycomprehension' | 'setcomprehension' | 'objectcomprehension' }>;
export type CheckedBody = { readonly env: TypeEnvironment; readonly errors: readonly Diagnostic[] };

type Answer = { readonly types: readonly (Type | undefined)[]; readonly checked: CheckedBody };

/**
 * What checking the bodies of comprehensions gave, so that nested ones are not checked over and over.
 * INVARIANT: the outcome depends on the types of the vars in a comprehension and on the types of rules; those of rules do
 *            not change while this lives.
 */
export class CheckedClosures {
  private readonly vars = new Map<Comprehension, readonly string[]>();
  private readonly answers = new Map<Comprehension, Answer>();

  find(env: TypeEnvironment, term: Comprehension): CheckedBody | undefined {
    const answer = this.answers.get(term);
    if (answer === undefined) return undefined;
    const { types, checked } = answer;
    return this.varsOf(term).every((name, i) => env.typeOfVar(name) === types[i]) ? checked : undefined;
  }

  keep(env: TypeEnvironment, term: Comprehension, checked: CheckedBody): void {
    this.answers.set(term, { types: this.varsOf(term).map((name) => env.typeOfVar(name)), checked });
  }

  private varsOf(term: Comprehension): readonly string[] {
    let vars = this.vars.get(term);
    if (vars === undefined) {
      const names = new Set<string>();
      collectTermVars(term, ALL_VARS, names);
      vars = [...names];
      this.vars.set(term, vars);
    }
    return vars;
  }
}
