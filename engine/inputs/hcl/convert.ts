import { evaluate, type Scope } from './evaluate.ts';
import { callFunction } from './functions.ts';
import { parseExpressionText } from './parse.ts';
import { constantText } from './template.ts';
import type { Expression } from './types.ts';
import { setOf, unify } from './unify.ts';
import { booleanOf, isList, isMap, isSet, numberOf, textOf, Unknown, type Value } from './value.ts';

/**
 * Brings a value to a variable's type.
 * Shape:  text to numbers and back, lists to sets, and the defaults of attributes that are optional. What does not fit stays
 *         as it is, as Terraform refuses it.
 * Source: Terraform, Type Constraints.
 */
export function convert(value: Value, type: Expression | undefined): Value {
  if (type === undefined || value === null || value instanceof Unknown) return value;
  // JSON syntax writes types as strings.
  const written = constantText(type);
  if (written !== undefined) return convert(value, typeIn(written));
  if (type.kind === 'variable') return toPrimitive(value, type.name);
  if (type.kind !== 'call') return value;
  const [inner] = type.arguments;
  if (type.name === 'optional') return convert(value, inner);
  if (isList(value)) return toList(value, type.name, inner);
  if (!isMap(value)) return value;
  if (type.name === 'map') {
    const names = [...value.keys()];
    const items = allOf([...value.values()], inner);
    return new Map(names.map((name, at) => [name, items[at] as Value]));
  }
  if (type.name !== 'object' || inner?.kind !== 'object') return value;
  const made = new Map<string, Value>();
  for (const item of inner.items) {
    const name = item.key.kind === 'literal' ? String(item.key.value) : textOf(evaluate(item.key, NO_NAMES));
    if (name === undefined) continue;
    const given = value.get(name);
    const isOptional = item.value.kind === 'call' && item.value.name === 'optional';
    const fallback = isOptional ? (item.value as Expression & { kind: 'call' }).arguments[1] : undefined;
    const isGiven = given !== undefined && (given !== null || fallback === undefined);
    made.set(name, convert(isGiven ? given : fallback === undefined ? null : evaluate(fallback, NO_NAMES), item.value));
  }
  return made;
}

const TYPES = new Map<string, Expression | undefined>();

function typeIn(text: string): Expression | undefined {
  if (!TYPES.has(text)) {
    const parsed = parseExpressionText(text);
    TYPES.set(text, parsed === undefined || constantText(parsed) !== undefined ? undefined : parsed);
  }
  return TYPES.get(text);
}

function toPrimitive(value: Value, name: string): Value {
  if (name === 'string') return textOf(value) ?? value;
  if (name === 'number') return numberOf(value) ?? value;
  if (name === 'bool') return typeof value === 'number' ? value : (booleanOf(value) ?? value);
  return value;
}

function toList(value: readonly Value[], name: string, inner: Expression | undefined): Value {
  if (name === 'tuple' && inner?.kind === 'tuple') return value.map((item, index) => convert(item, inner.items[index]));
  const items = allOf([...value], inner);
  if (name === 'set') return setOf(items);
  return isSet(value) && name !== 'list' ? value : items;
}

/** The elements of a list, set or map: with `any` they are brought to one type. */
function allOf(items: readonly Value[], inner: Expression | undefined): readonly Value[] {
  const made = items.map((item) => convert(item, inner));
  return inner === undefined || (inner.kind === 'variable' && inner.name === 'any') ? (unify(made) ?? made) : made;
}

const NO_NAMES: Scope = {
  budget: { left: Number.POSITIVE_INFINITY },
  variable: (name) => new Unknown(`\`${name}\` means nothing here`),
  call: (name, values, lazy) => callFunction(name, values, lazy),
};
