import type { Body, Expr, Rule, Term, With } from '../../ast/index.ts';

/**
 * What a rewrite does with the parts of a node.
 * INVARIANT: a mapper that returns its argument changes nothing, and then the node that held it is kept as it is.
 */
export type Mapper = { readonly term: (term: Term) => Term; readonly body: (body: Body) => Body };

/** Maps a list; the same list where no item changed. */
export function mapList<T>(items: readonly T[], map: (item: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const before = items[i]!;
    const after = map(before);
    if (changed !== undefined) changed.push(after);
    else if (after !== before) {
      changed = items.slice(0, i);
      changed.push(after);
    }
  }
  return changed ?? items;
}

/** Maps the direct parts of a term; a comprehension's terms come before its body. */
export function mapTermParts(term: Term, mapper: Mapper): Term {
  switch (term.kind) {
    case 'ref': {
      const path = mapList(term.path, mapper.term);
      return path === term.path ? term : { ...term, path: path as typeof term.path };
    }
    case 'array':
    case 'set': {
      const items = mapList(term.items, mapper.term);
      return items === term.items ? term : { ...term, items };
    }
    case 'object': {
      const entries = mapList(term.entries, (entry) => mapEntry(entry, mapper.term));
      return entries === term.entries ? term : { ...term, entries };
    }
    case 'call': {
      const operator = mapper.term(term.operator) as typeof term.operator;
      const args = mapList(term.args, mapper.term);
      return operator === term.operator && args === term.args ? term : { ...term, operator, args };
    }
    case 'arraycomprehension':
    case 'setcomprehension': {
      const inner = mapper.term(term.term);
      const body = mapper.body(term.body);
      return inner === term.term && body === term.body ? term : { ...term, term: inner, body };
    }
    case 'objectcomprehension': {
      const key = mapper.term(term.key);
      const value = mapper.term(term.value);
      const body = mapper.body(term.body);
      return key === term.key && value === term.value && body === term.body ? term : { ...term, key, value, body };
    }
    case 'templatestring': {
      const parts = mapList(term.parts, (part) => (part.kind === 'string' ? part : mapExprParts(part, mapper)));
      return parts === term.parts ? term : { ...term, parts: parts as typeof term.parts };
    }
    default:
      return term;
  }
}

function mapEntry(entry: readonly [Term, Term], map: (term: Term) => Term): readonly [Term, Term] {
  const key = map(entry[0]);
  const value = map(entry[1]);
  return key === entry[0] && value === entry[1] ? entry : [key, value];
}

/** Maps the terms and bodies of an expression, its `with` modifiers included. */
export function mapExprParts(expr: Expr, mapper: Mapper): Expr {
  const mapped = mapExprTerms(expr, mapper);
  const modifiers = mapList(expr.with, (item) => mapWith(item, mapper.term));
  return modifiers === expr.with ? mapped : { ...mapped, with: modifiers };
}

export function mapWith(item: With, map: (term: Term) => Term): With {
  const target = map(item.target);
  const value = map(item.value);
  return target === item.target && value === item.value ? item : { ...item, target, value };
}

/** Like `mapExprParts`, leaving the `with` modifiers alone. */
export function mapExprTerms(expr: Expr, mapper: Mapper): Expr {
  switch (expr.kind) {
    case 'term': {
      const term = mapper.term(expr.term);
      return term === expr.term ? expr : { ...expr, term };
    }
    case 'call': {
      const operator = mapper.term(expr.operator) as typeof expr.operator;
      const args = mapList(expr.args, mapper.term);
      return operator === expr.operator && args === expr.args ? expr : { ...expr, operator, args };
    }
    case 'some': {
      const symbols = mapList(expr.symbols, mapper.term);
      return symbols === expr.symbols ? expr : { ...expr, symbols };
    }
    case 'every': {
      const key = expr.key === undefined ? undefined : mapper.term(expr.key);
      const value = mapper.term(expr.value);
      const domain = mapper.term(expr.domain);
      const body = mapper.body(expr.body);
      const same = key === expr.key && value === expr.value && domain === expr.domain && body === expr.body;
      return same ? expr : { ...expr, key, value, domain, body };
    }
    case 'not': {
      const body = mapper.body(expr.body);
      return body === expr.body ? expr : { ...expr, body };
    }
    case 'and':
    case 'or': {
      const lhs = mapper.body(expr.lhs);
      const rhs = mapper.body(expr.rhs);
      return lhs === expr.lhs && rhs === expr.rhs ? expr : { ...expr, lhs, rhs };
    }
  }
}

/** Maps the terms of a rule's head; the name at the start of the ref is left alone. */
export function mapHead(rule: Rule, map: (term: Term) => Term): Rule {
  const { head } = rule;
  const rest = head.ref.path.slice(1);
  const mappedRest = mapList(rest, map);
  const ref = mappedRest === rest ? head.ref : { ...head.ref, path: [head.ref.path[0], ...mappedRest] as const };
  const args = head.args === undefined ? undefined : mapList(head.args, map);
  const key = head.key === undefined ? undefined : map(head.key);
  const value = head.value === undefined ? undefined : map(head.value);
  if (ref === head.ref && args === head.args && key === head.key && value === head.value) return rule;
  return { ...rule, head: { ...head, ref, args, key, value } };
}

/** Maps every term of a tree, children before the term itself. */
export function mapTermDeep(term: Term, map: (term: Term) => Term): Term {
  const mapper: Mapper = {
    term: (inner) => mapTermDeep(inner, map),
    body: (body) => mapList(body, (expr) => mapExprParts(expr, mapper)),
  };
  return map(mapTermParts(term, mapper));
}
