import { type RegoKind, sameType } from './types.ts';

export type RandomFunction = { readonly name: string; readonly args: readonly RegoKind[]; readonly result: RegoKind };
type Named = { readonly text: string; readonly type: RegoKind };

/** What may be used at a place of a program: documents and rules everywhere after them, vars in their own body. */
export class Scope {
  readonly documents: Named[];
  readonly rules: Named[];
  readonly functions: RandomFunction[];
  readonly vars: Named[];
  /** Whether the language has strings with values in them. */
  readonly hasTemplates: boolean;
  readonly #counter: { next: number };

  constructor(outer?: Scope, hasTemplates = outer?.hasTemplates ?? true) {
    this.hasTemplates = hasTemplates;
    this.documents = outer?.documents ?? [];
    this.rules = outer?.rules ?? [];
    this.functions = outer?.functions ?? [];
    this.vars = outer === undefined ? [] : [...outer.vars];
    this.#counter = outer === undefined ? { next: 0 } : outer.#counter;
  }

  /** A scope whose vars end with it. */
  inner(): Scope {
    return new Scope(this);
  }

  addDocument(text: string, type: RegoKind): void {
    this.documents.push({ text, type });
  }

  addRule(text: string, type: RegoKind): void {
    this.rules.push({ text, type });
  }

  addFunction(name: string, args: readonly RegoKind[], result: RegoKind): void {
    this.functions.push({ name, args, result });
  }

  /** A name for a new var that is not in scope yet. */
  name(): string {
    this.#counter.next++;
    return `v${this.#counter.next}`;
  }

  /** A new var that is in scope from here on. */
  fresh(type: RegoKind): string {
    const text = this.name();
    this.bind(text, type);
    return text;
  }

  bind(text: string, type: RegoKind): void {
    this.vars.push({ text, type });
  }

  /** Texts of everything of a type. */
  allOf(type: RegoKind): readonly string[] {
    return [...this.vars, ...this.vars, ...this.rules, ...this.documents]
      .filter((item) => sameType(item.type, type))
      .map((item) => item.text);
  }

  functionsTo(type: RegoKind): readonly RandomFunction[] {
    return this.functions.filter((item) => sameType(item.result, type));
  }
}
