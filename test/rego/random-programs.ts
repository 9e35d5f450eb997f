import type { RegoVersion } from '../../engine/rego/ast/index.ts';
import type { JsonValue } from '../../engine/rego/index.ts';
import { randomBody } from './differential/bodies.ts';
import { type Chooser, pick } from './differential/choose.ts';
import { inputDocument, KEYS, SCHEMA } from './differential/documents.ts';
import { guardLine, randomGuard } from './differential/guards.ts';
import { Scope } from './differential/scope.ts';
import { expression, literal } from './differential/terms.ts';
import { type RegoKind, randomType } from './differential/types.ts';

/** One clause: its head and the lines of its body, each of which may be left out to make the program smaller. */
export type RandomRule = {
  readonly head: string;
  readonly lines: readonly string[];
  readonly tail: readonly RandomRule[];
};

/**
 * A program with what it is evaluated on.
 * Shape:  `base` is the base document of the package, merged with its rules. `asked` is what of the package is asked for:
 *         all of it when empty, or a rule, perhaps with a key, as `.r1`.
 */
export type RandomProgram = {
  readonly version: RegoVersion;
  readonly rules: readonly RandomRule[];
  readonly asked: string;
  readonly input: JsonValue;
  readonly base: JsonValue;
};

/** The text of a program as a package of some name; rules call the package PKG. */
export function programText({ version, rules }: Pick<RandomProgram, 'rules' | 'version'>, name: string): string {
  const keywords = version === 'v0' ? 'import future.keywords\n\n' : '';
  const texts = rules.map((one) => (version === 'v0' ? oldRuleText(one) : ruleText(one)));
  return `package ${name}\n\n${keywords}${texts.join('\n')}`.replaceAll('PKG', name);
}

function ruleText({ head, lines, tail }: RandomRule): string {
  const body = lines.length === 0 ? '' : ` if {\n${lines.map((line) => `\t${line}\n`).join('')}}`;
  return `${head}${body}${tail.map((link) => ` ${ruleText(link).trimEnd()}`).join('')}\n`;
}

/** As it was written before version 1: no `if`, and a set by its key. */
function oldRuleText({ head, lines, tail }: RandomRule): string {
  const key = /^([a-z][0-9]+) contains (.*)$/s.exec(head);
  const old = key === null ? head.replace(' := ', ' = ') : `${key[1]}[${key[2]}]`;
  const body = lines.length === 0 ? '' : ` {\n${lines.map((line) => `\t${line}\n`).join('')}}`;
  return `${old}${body}${tail.map((link) => ` ${oldRuleText(link).trimEnd()}`).join('')}\n`;
}

/**
 * Makes a program: each rule uses only rules before it, vars where they are bound, and terms of types that fit, so that
 * nearly all programs compile and most rules have a value.
 */
export function randomProgram(choose: Chooser): RandomProgram {
  const version: RegoVersion = choose(5) === 0 ? 'v0' : 'v1';
  const scope = new Scope(undefined, version === 'v1');
  for (const [path, type] of SCHEMA) scope.addDocument(path, type);
  const rules: RandomRule[] = [];
  const count = 2 + choose(6);
  for (let index = 0; index < count; index++) {
    const make = pick(choose, FAMILIES);
    rules.push(...make(choose, scope, index));
  }
  return {
    version,
    rules,
    asked: choose(3) === 0 ? randomQuestion(choose, scope) : '',
    input: inputDocument(choose),
    base: { base: inputDocument(choose) },
  };
}

/** One rule, or an entry of an object: what else there is must not matter. */
function randomQuestion(choose: Chooser, scope: Scope): string {
  const named = scope.rules.filter(({ text }) => /^[a-z]+[0-9]+$/.test(text));
  if (named.length === 0) return '';
  const { text, type } = pick(choose, named);
  const key = type.kind === 'object' && choose(2) === 0 ? `.${pick(choose, KEYS)}` : '';
  return `.${text}${key}`;
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
  nestedRules,
  selfRules,
  tableRules,
  indexedRules,
  indexedRules,
  indexedFunctions,
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
    const tail = Array.from({ length: choose(5) === 0 ? 1 : 0 }, () => elseLink(choose, scope, result));
    return rule(`${name}(${patterns.join(', ')}) := ${expression(choose, inner, result, 2)}`, lines, tail);
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

/** `n.a.b contains v`, `n[x].b.c := v`, `n.a[x][y].k contains v`: clauses of one object at unlike depths. */
function nestedRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const item = randomType(choose, 0);
  const isSet = choose(2) === 0;
  const made = clauses(choose, () => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(2));
    const key = () =>
      choose(2) === 0 ? `.${pick(choose, KEYS)}` : `[${expression(choose, inner, { kind: 'string' }, 0)}]`;
    const path = [key(), key(), key()].join('');
    const value = expression(choose, inner, item, 1);
    return rule(`n${index}${path}${isSet ? ' contains ' : ' := '}${value}`, lines);
  });
  const leaf: RegoKind = isSet ? { kind: 'set', of: item } : item;
  const inner: RegoKind = { kind: 'object', of: { kind: 'object', of: leaf } };
  scope.addRule(`n${index}`, { kind: 'object', of: inner });
  return made;
}

/** An object some of whose entries look at others: `o.a := o.b`, beside entries whose key a body finds. */
function selfRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const item = randomType(choose, 1);
  const name = `o${index}`;
  const made = ['a', 'b', 'c'].map((key, place) => {
    const inner = scope.inner();
    // Each looks at later ones only, so that none looks at itself.
    for (const later of KEYS.slice(place + 1)) for (let n = 0; n < 3; n++) inner.bind(`${name}.${later}`, item);
    const lines = randomBody(choose, inner, 1 + choose(2));
    return rule(`${name}.${key} := ${expression(choose, inner, item, 2)}`, lines);
  });
  const open = clauses(choose, () => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(2));
    const text = expression(choose, inner, { kind: 'string' }, 1);
    const isBound = choose(2) === 0;
    const key = isBound ? inner.name() : text;
    const bind = isBound ? [`${key} := ${text}`] : [];
    return rule(`${name}[${key}] := ${expression(choose, inner, item, 1)}`, [...lines, ...bind]);
  });
  scope.addRule(name, { kind: 'object', of: item });
  return [...made, ...open];
}

/** An object whose keys are of another type than strings. */
function tableRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const item = randomType(choose, 0);
  const key = pick<RegoKind>(choose, [
    { kind: 'number' },
    { kind: 'boolean' },
    { kind: 'array', of: { kind: 'number' } },
    { kind: 'set', of: { kind: 'string' } },
    { kind: 'object', of: { kind: 'number' } },
  ]);
  const name = `t${index}`;
  const made = clauses(choose, () => {
    const inner = scope.inner();
    const lines = randomBody(choose, inner, 1 + choose(3));
    const text = expression(choose, inner, key, 1);
    return rule(`${name}[${text}] := ${expression(choose, inner, item, 1)}`, lines);
  });
  scope.addRule(`{k | ${name}[k]}`, { kind: 'set', of: key });
  scope.addRule(`[v | v := ${name}[_]]`, { kind: 'array', of: item });
  scope.addRule(`${name}[${expression(choose, scope.inner(), key, 0)}]`, item);
  scope.addRule(`object.keys(${name})`, { kind: 'set', of: key });
  return made;
}

/** Many clauses, nearly all of which say at some place of their bodies what the input has to be. */
function indexedRules(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const kind = pick(choose, ['constant', 'value', 'set', 'object'] as const);
  const item = randomType(choose, 0);
  const name = `${{ constant: 'r', value: 'r', set: 's', object: 'o' }[kind]}${index}`;
  const constant = literal(choose, item, 1);
  const guards = [randomGuard(choose), randomGuard(choose)];
  const made = Array.from({ length: 2 + choose(9) }, () => {
    const inner = scope.inner();
    const lines = [...randomBody(choose, inner, choose(2) + 1, 1)];
    if (choose(8) > 0) lines.splice(choose(lines.length + 1), 0, guardLine(choose, inner, pick(choose, guards)));
    if (choose(4) === 0) lines.splice(choose(lines.length + 1), 0, guardLine(choose, inner, guards[0]!));
    const value = kind === 'constant' && choose(5) > 0 ? constant : expression(choose, inner, item, 1);
    if (kind === 'set') return rule(`${name} contains ${value}`, lines);
    if (kind === 'object')
      return rule(`${name}[${expression(choose, inner, { kind: 'string' }, 0)}] := ${value}`, lines);
    const tail = choose(6) === 0 ? [elseLink(choose, scope, item)] : [];
    return rule(`${name} := ${value}`, lines, tail);
  });
  const isSingle = kind === 'constant' || kind === 'value';
  const fallback = isSingle && choose(3) === 0 ? [rule(`default ${name} := ${literal(choose, item, 1)}`, [])] : [];
  scope.addRule(name, isSingle ? item : { kind: kind === 'set' ? 'set' : 'object', of: item });
  return [...fallback, ...made];
}

/** A function whose clauses say what its arguments have to be, by patterns or in their bodies. */
function indexedFunctions(choose: Chooser, scope: Scope, index: number): readonly RandomRule[] {
  const name = `f${index}`;
  const args = Array.from({ length: 1 + choose(2) }, () =>
    pick<RegoKind>(choose, [{ kind: 'string' }, { kind: 'number' }]),
  );
  const result = randomType(choose, 0);
  const made = Array.from({ length: 2 + choose(6) }, () => {
    const inner = scope.inner();
    const patterns = args.map((type) => (choose(2) === 0 ? literal(choose, type, 0) : inner.fresh(type)));
    const lines = [...randomBody(choose, inner, 1, 1)];
    args.forEach((type, at) => {
      if (choose(3) > 0 && /^v/.test(patterns[at]!)) {
        lines.splice(
          choose(lines.length + 1),
          0,
          `${patterns[at]} ${pick(choose, ['==', '='])} ${literal(choose, type, 0)}`,
        );
      }
    });
    if (choose(4) === 0) lines.splice(choose(lines.length + 1), 0, guardLine(choose, inner, randomGuard(choose)));
    return rule(`${name}(${patterns.join(', ')}) := ${expression(choose, inner, result, 1)}`, lines);
  });
  scope.addFunction(name, args, result);
  return made;
}
