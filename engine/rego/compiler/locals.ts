import type { Module, Rule, Term } from '../ast/index.ts';
import { LOCAL_PREFIX } from './syntax/terms.ts';
import { ALL_VARS, collectBodyVars, collectTermVars } from './syntax/vars.ts';

/** Makes up names of locals that occur nowhere in the text. */
export class LocalNames {
  private next = 0;
  private readonly taken: ReadonlySet<string>;
  private readonly prefix: string;

  constructor(taken: ReadonlySet<string>, infix = '') {
    this.taken = taken;
    this.prefix = LOCAL_PREFIX + infix;
  }

  fresh(): string {
    for (;;) {
      const name = `${this.prefix}${this.next++}__`;
      if (!this.taken.has(name)) return name;
    }
  }
}

/** The names that user text uses although they look like the compiler's own; almost always none. */
export function takenNames(modules: Iterable<Module>): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const module of modules) {
    if (!module.span.source.text.includes(LOCAL_PREFIX)) continue;
    for (const first of module.rules)
      for (let rule: Rule | undefined = first; rule; rule = rule.else) addRuleVars(rule, taken);
  }
  return taken;
}

function addRuleVars(rule: Rule, into: Set<string>): void {
  const terms: (Term | undefined)[] = [
    ...rule.head.ref.path,
    ...(rule.head.args ?? []),
    rule.head.key,
    rule.head.value,
  ];
  for (const term of terms) if (term !== undefined) collectTermVars(term, ALL_VARS, into);
  collectBodyVars(rule.body, ALL_VARS, into);
}
