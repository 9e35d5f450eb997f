import { randomBody } from './bodies.ts';
import { type Chooser, pick } from './choose.ts';
import { KEYS } from './documents.ts';
import type { Scope } from './scope.ts';
import type { RegoKind } from './types.ts';

const NUMBERS = ['0', '1', '2', '3', '1', '2', '1.0', '1.5', '-2', '1e2', '10', '12345678901234567890', '0.1'];
const STRINGS = ['""', '"a"', '"b"', '"ab"', '"c-d"', '"A"'];

/** A constant of a type. */
export function literal(choose: Chooser, type: RegoKind, depth: number): string {
  switch (type.kind) {
    case 'number':
      return pick(choose, NUMBERS);
    case 'string':
      return pick(choose, STRINGS);
    case 'boolean':
      return choose(4) === 0 ? 'false' : 'true';
    default:
      return composite(choose, type.kind, (item) => literal(choose, item, depth - 1), type.of, choose(3));
  }
}

function composite(
  choose: Chooser,
  kind: 'array' | 'set' | 'object',
  make: (type: RegoKind) => string,
  of: RegoKind,
  length: number,
): string {
  const items = Array.from({ length }, () => make(of));
  if (kind === 'array') return `[${items.join(', ')}]`;
  if (kind === 'set') return items.length === 0 ? 'set()' : `{${items.join(', ')}}`;
  const start = choose(2);
  return `{${items.map((item, index) => `"${KEYS[(start + index) % KEYS.length]}": ${item}`).join(', ')}}`;
}

/** A term of a type: a constant, something in scope, a call, a comprehension, an element of something. */
export function expression(choose: Chooser, scope: Scope, type: RegoKind, depth: number): string {
  const known = scope.allOf(type);
  if (known.length > 0 && choose(5) < 2) return pick(choose, known);
  if (depth <= 0) return known.length > 0 && choose(3) > 0 ? pick(choose, known) : literal(choose, type, 1);
  const functions = scope.functionsTo(type);
  switch (choose(6)) {
    case 0:
      if (functions.length > 0) {
        const called = pick(choose, functions);
        return `${called.name}(${called.args.map((arg) => expression(choose, scope, arg, depth - 1)).join(', ')})`;
      }
      return element(choose, scope, type, depth);
    case 1:
      return element(choose, scope, type, depth);
    case 2:
      if ('of' in type) return comprehension(choose, scope, type, depth);
      return builtinCall(choose, scope, type, depth);
    case 3:
      if ('of' in type) {
        const make = (item: RegoKind) => expression(choose, scope, item, depth - 1);
        // opa goes through a set that is written out term by term, equal ones twice.
        return composite(choose, type.kind, make, type.of, choose(type.kind === 'set' ? 2 : 3));
      }
      return builtinCall(choose, scope, type, depth);
    case 4:
      return builtinCall(choose, scope, type, depth);
    default:
      return literal(choose, type, depth);
  }
}

/** An element of a collection in scope: by a constant key, a var, or any of them. */
function element(choose: Chooser, scope: Scope, type: RegoKind, depth: number): string {
  const options: string[] = [];
  for (const kind of ['array', 'object', 'set'] as const) {
    for (const text of scope.allOf({ kind, of: type })) {
      if (kind === 'array') options.push(`${text}[${pick(choose, ['0', '1', '_', '_'])}]`);
      if (kind === 'object') options.push(`${text}${pick(choose, ['.a', '.b', '["c"]', '[_]'])}`);
      if (kind === 'object') options.push(`${text}[${expression(choose, scope, { kind: 'string' }, 0)}]`);
      if (kind === 'set') options.push(`${text}[${choose(2) === 0 ? '_' : expression(choose, scope, type, 0)}]`);
    }
  }
  return options.length > 0 ? pick(choose, options) : expression(choose, scope, type, depth - 1);
}

function comprehension(
  choose: Chooser,
  scope: Scope,
  type: Extract<RegoKind, { of: RegoKind }>,
  depth: number,
): string {
  const inner = scope.inner();
  const body = randomBody(choose, inner, 1 + choose(2), depth - 1).join('; ');
  const item = expression(choose, inner, type.of, depth - 1);
  if (type.kind === 'array') return `[${item} | ${body}]`;
  if (type.kind === 'set') return `{${item} | ${body}}`;
  return `{${expression(choose, inner, { kind: 'string' }, 0)}: ${item} | ${body}}`;
}

type Shape = readonly [string, ...RegoKind[]];
const num: RegoKind = { kind: 'number' };
const str: RegoKind = { kind: 'string' };
const of = (kind: 'array' | 'set' | 'object', item: RegoKind): RegoKind => ({ kind, of: item });

/** Builtins by the type of their result; `#` stands for an operand. */
function builtinShapes(type: RegoKind): readonly Shape[] {
  switch (type.kind) {
    case 'number':
      return [
        ['(# + #)', num, num],
        ['(# - #)', num, num],
        ['(# * #)', num, num],
        ['(# / #)', num, num],
        ['(# % #)', num, num],
        ['count(#)', of('array', str)],
        ['count(#)', of('set', num)],
        ['count(#)', of('object', num)],
        ['sum(#)', of('array', num)],
        ['max(#)', of('set', num)],
        ['to_number(#)', str],
        ['abs(#)', num],
        ['object.get(#, #, #)', of('object', num), str, num],
        ['{#: #, [#]: #}[#]', num, num, num, num, num],
        ['object.get({#: #, {#}: #}, #, #)', num, num, str, num, num, num],
        ['count({#: #, #: #})', num, str, num, str],
        ['count([x | walk(#, x)])', of('array', num)],
      ];
    case 'string':
      return [
        ['concat("-", #)', of('array', str)],
        ['upper(#)', str],
        ['sprintf("%v", [#])', num],
        ['replace(#, #, #)', str, str, str],
        ['json.marshal(#)', of('object', num)],
        ['substring(#, #, #)', str, num, num],
        ['format_int(#, 10)', num],
        ['object.get(#, #, #)', of('object', str), str, str],
        ['sprintf("%v %d", [#, #])', of('set', of('array', num)), num],
        ['$"{#}-{#}"', num, str],
        ['$"a{#}"', of('set', str)],
        ['json.marshal({#: #})', num, str],
      ];
    case 'boolean':
      return [
        ['# == #', num, num],
        ['# != #', str, str],
        ['# < #', num, num],
        ['# >= #', str, str],
        ['startswith(#, #)', str, str],
        ['contains(#, #)', str, str],
        ['# in #', num, of('array', num)],
        ['# in #', str, of('set', str)],
        ['is_number(#)', num],
        ['{[#, #]} == {[#, #]}', num, num, num, num],
        ['{#, #} == #', num, num, of('set', num)],
        ['# == #', of('set', of('set', num)), of('set', of('set', num))],
        ['# < #', of('array', num), of('array', num)],
        ['# in #', of('set', num), of('set', of('set', num))],
        ['glob.match(#, [], #)', str, str],
      ].map(([text, ...operands]) => [`(${text})`, ...operands] as Shape);
    case 'array':
      return [
        ['array.concat(#, #)', type, type],
        ['array.slice(#, #, #)', type, num, num],
        ['sort(#)', type],
        ['array.reverse(#)', type],
        ['[#, #]', type.of, type.of],
      ];
    case 'set':
      return [
        ['(# | #)', type, type],
        ['(# & #)', type, type],
        ['(# - #)', type, type],
        ['union({#, #})', type, type],
        ['{#}', type.of],
      ];
    case 'object':
      return [
        ['object.union(#, #)', type, type],
        ['object.remove(#, #)', type, of('array', str)],
        ['object.filter(#, #)', type, of('set', str)],
        ['{#: #}', str, type.of],
      ];
  }
}

function builtinCall(choose: Chooser, scope: Scope, type: RegoKind, depth: number): string {
  const [text, ...operands] = pick(
    choose,
    builtinShapes(type).filter(([shape]) => scope.hasTemplates || !shape.startsWith('$')),
  );
  return operands.reduce<string>(
    (made, operand) => made.replace('#', () => expression(choose, scope, operand, depth - 1).replaceAll('#', '\uE000')),
    text,
  );
}
