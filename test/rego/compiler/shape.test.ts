import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Body, Expr, Rule, Term } from '../../../engine/rego/ast/index.ts';
import { compileTexts, filesBelow, HAS_SHARED_DATA, SHARED_DATA } from './support.ts';

/** What the planner is promised of compiled rules; gives the first broken promise. */
function brokenPromise(first: Rule): string | undefined {
  for (let rule: Rule | undefined = first; rule !== undefined; rule = rule.else) {
    const { head } = rule;
    for (const part of head.ref.path) if (!isScalarOrVar(part)) return `head ref has a ${part.kind}`;
    for (const term of [head.key, head.value, ...(head.args ?? [])])
      if (term !== undefined && !isPlain(term)) return `head has a ${term.kind}`;
    const broken = inBody(rule.body);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function inBody(body: Body): string | undefined {
  if (body.length === 0) return 'empty body';
  return body.map(inExpr).find((broken) => broken !== undefined);
}

function inExpr(expr: Expr): string | undefined {
  for (const { value } of expr.with)
    if (!isPlain(value) && value.kind !== 'ref') return `with value is a ${value.kind}`;
  switch (expr.kind) {
    case 'some':
      return 'some is left';
    case 'every':
      if (expr.key?.kind !== 'var' || expr.value.kind !== 'var' || expr.domain.kind !== 'var')
        return 'every is not bare';
      return inBody(expr.body);
    case 'not':
      return inBody(expr.body);
    case 'and':
    case 'or':
      return inBody(expr.lhs) ?? inBody(expr.rhs);
    case 'term':
      return direct(expr.term);
    case 'call': {
      const name = expr.operator.path[0].kind === 'var' ? expr.operator.path[0].name : '';
      if (name === 'assign') return 'assign is left';
      if (name === 'eq') return expr.args.map(direct).find((broken) => broken !== undefined);
      const bad = expr.args.find((arg) => !isPlain(arg));
      return bad === undefined ? undefined : `argument of ${name} is a ${bad.kind}`;
    }
  }
}

function direct(term: Term): string | undefined {
  switch (term.kind) {
    case 'ref': {
      if (term.path[0].kind !== 'var') return `ref starts with a ${term.path[0].kind}`;
      const bad = term.path.find((part) => !isPlain(part));
      return bad === undefined ? undefined : `ref has a ${bad.kind}`;
    }
    case 'arraycomprehension':
    case 'setcomprehension':
      return isPlain(term.term) ? inBody(term.body) : `comprehension of a ${term.term.kind}`;
    case 'objectcomprehension':
      return isPlain(term.key) && isPlain(term.value) ? inBody(term.body) : 'object comprehension is not plain';
    default:
      return isPlain(term) ? undefined : `operand is a ${term.kind}`;
  }
}

function isScalarOrVar(term: Term): boolean {
  return ['null', 'boolean', 'number', 'string', 'var'].includes(term.kind);
}

/** Scalars, vars, and arrays, sets and objects of them. */
function isPlain(term: Term): boolean {
  if (term.kind === 'array' || term.kind === 'set') return term.items.every(isPlain);
  if (term.kind === 'object') return term.entries.every(([key, value]) => isPlain(key) && isPlain(value));
  return isScalarOrVar(term);
}

type Case = { readonly note: string; readonly modules?: readonly string[]; readonly experimental_keywords?: boolean };

describe.skipIf(!HAS_SHARED_DATA)('compiled modules keep what the planner is promised', () => {
  for (const version of ['v0', 'v1'] as const)
    test(version, { timeout: 120_000 }, () => {
      const wrong: string[] = [];
      for (const file of HAS_SHARED_DATA ? filesBelow(`${SHARED_DATA}opa-conformance/cases/${version}`, '.yaml') : [])
        for (const item of (load(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] }).cases) {
          const texts = Object.fromEntries((item.modules ?? []).map((text, i) => [`m${i}.rego`, text]));
          const experimentalKeywords = item.experimental_keywords === true;
          const compiled = compileTexts(texts, { regoVersion: version, experimentalKeywords, print: true });
          if (!compiled.ok) continue;
          for (const rule of compiled.value.modules.flatMap((module) => module.rules)) {
            const broken = brokenPromise(rule);
            if (broken !== undefined) wrong.push(`${item.note}: ${broken}`);
          }
        }
      expect(wrong).toEqual([]);
    });
});
