import type { JsonValue } from '../../engine/rego/index.ts';
import { randomBody } from './differential/bodies.ts';
import { type Chooser, pick } from './differential/choose.ts';
import { inputDocument, SCHEMA } from './differential/documents.ts';
import { Scope } from './differential/scope.ts';
import { expression, literal } from './differential/terms.ts';
import { type RegoKind, randomType } from './differential/types.ts';

/** One clause: its head and the lines of its body, each of which may be left out to make the program smaller. */
export type RandomRule = {
  readonly head: string;
  readonly lines: readonly string[];
  readonly tail: readonly RandomRule[];
};

/** A program with what it is evaluated on. `base` is the base document of the package, merged with its rules. */
export type RandomProgram = {
  readonly rules: readonly RandomRule[];
  readonly input: JsonValue;
  readonly base: JsonValue;
};

/** The text of a program as a package of some name; rules call the package PKG. */
export function programText({ rules }: Pick<RandomProgram, 'rules'>, name: string): string {
  return `package ${name}\n\n${rules.map(ruleText).join('\n')}`.replaceAll('PKG', name);
}

function ruleText({ head, lines, tail }: RandomRule): string {
  const body = lines.length === 0 ? '' : ` if {\n${lines.map((line) => `\t${line}\n`).join('')}}`;
  return `${head}${body}${tail.map((link) => ` ${ruleText(link).trimEnd()}`).join('')}\n`;
}

/**
 * Makes a program: each rule uses only rules before it, vars where they are bound, and terms of types that fit, so that
 * nearly all programs compile and most rules have a value.
 */
export function randomProgram(choose: Chooser): RandomProgram {
  const scope = new Scope();
  for (const [path, type] of SCHEMA) scope.addDocument(path, type);
  const rules: RandomRule[] = [];
  const count = 2 + choose(6);
  for (let index = 0; index < count; index++) {
    const make = pick(choose, FAMILIES);
    rules.push(...make(choose, scope, index));
  }
  return { rules, input: inputDocument(choose), base: { base: inputDocument(choose) } };
}

type Family = (choose: Chooser, scope: Scope, index: number) => readonly RandomRule[];

const FAMILIES: readonly Family[] = [
  completeRules,
  completeRules,
  setRules,
  setRules,
  objectRules,
  functionRules,
  folderRules,
  deepRules,
];

function clauses(choose: Chooser, make: () => RandomRule): readonly RandomRule[] {
  return Array.from({ length: 1 + choose(3) }, make);
}

function rule(head: string, lines: readonly string[], tail: readonly RandomRule[] = []): RandomRule {
  return { head, lines, tail };
}

/** `r := v if ...`, perhaps with a default, else links and several clauses. */
function completeRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const name = `r${index}`;
  const type = randomType(choose, 2);
  const made = clauses(choose, () => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(4));
    const tail = Array.from({ length: choose(4) === 0 ? 1 + choose(2) : 0 }, () => elseLink(choose, scope, type));
    return rule(`${name} := ${expression(choose, inner, type, 2)}`, lines, tail);
  });
  const fallback = choose(3) === 0 ? [rule(`default ${name} := ${literal(choose, type, 1)}`, [])] : [];
  scope.addRule(name, type);
  return [...fallback, ...made];
}

function elseLink(choose: Chooser, scope: Scope, type: RegoKind): RandomRule {
  const inner = scope.inner();
  const lines = randomBody(choose, inner, 1 + choose(2));
  return rule(`else := ${expression(choose, inner, type, 1)}`, lines);
}

function setRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const item = randomType(choose, 1);
  const made = clauses(choose, () => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(4));
    return rule(`s${index} contains ${expression(choose, inner, item, 2)}`, lines);
  });
  scope.addRule(`s${index}`, { kind: 'set', of: item });
  return made;
}

/** `o[k] := v if ...`, beside it perhaps `o.a := v`. */
function objectRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const item = randomType(choose, 1);
  const made = clauses(choose, () => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(4));
    const key = choose(4) === 0 ? '.a' : `[${expression(choose, inner, { kind: 'string' }, 1)}]`;
    return rule(`o${index}${key} := ${expression(choose, inner, item, 2)}`, lines);
  });
  scope.addRule(`o${index}`, { kind: 'object', of: item });
  return made;
}

/** Functions of one or two arguments, some of them patterns. */
function functionRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const name = `f${index}`;
  const args = Array.from({ length: 1 + choose(2) }, () => randomType(choose, 1));
  const result = randomType(choose, 1);
  const made = clauses(choose, () => {
    const inner = scope.inner();
    const patterns = args.map((type) => argumentPattern(choose, inner, type));
    const lines = randomBody(choose, inner, 1 + choose(3));
    return rule(`${name}(${patterns.join(', ')}) := ${expression(choose, inner, result, 2)}`, lines);
  });
  const wildcards = args.map(() => '_').join(', ');
  const fallback = choose(4) === 0 ? [rule(`default ${name}(${wildcards}) := ${literal(choose, result, 1)}`, [])] : [];
  scope.addFunction(name, args, result);
  return [...fallback, ...made];
}

function argumentPattern(choose: Chooser, scope: Scope, type: RegoKind): string {
  const kind = choose(6);
  if (kind === 0) return literal(choose, type, 1);
  if (kind === 1) return '_';
  if (kind === 2 && type.kind === 'array') return `[${scope.fresh(type.of)}, ${scope.fresh(type.of)}]`;
  if (kind === 3 && type.kind === 'object') return `{"a": ${scope.fresh(type.of)}}`;
  return scope.fresh(type);
}

/** A folder of rules, which later rules may go through. */
function folderRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const item = randomType(choose, 1);
  const made = ['a', 'b', 'c'].slice(0, 1 + choose(3)).map((key) => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(3));
    return rule(`d${index}.${key} := ${expression(choose, inner, item, 1)}`, lines);
  });
  scope.addRule(`d${index}`, { kind: 'object', of: item });
  return made;
}

/** `n[x].k contains v`, `n[x][y] := v`. */
function deepRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const item = randomType(choose, 0);
  const isSet = choose(2) === 0;
  const made = clauses(choose, () => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(3));
    const key = () => expression(choose, inner, { kind: 'string' }, 1);
    const value = expression(choose, inner, item, 1);
    const first = choose(5) === 0 ? '.a' : `[${key()}]`;
    return isSet
      ? rule(`n${index}${first}.k contains ${value}`, lines)
      : rule(`n${index}${first}[${key()}] := ${value}`, lines);
  });
  const of: RegoKind = isSet ? { kind: 'object', of: { kind: 'set', of: item } } : { kind: 'object', of: item };
  scope.addRule(`n${index}`, { kind: 'object', of });
  return made;
}
