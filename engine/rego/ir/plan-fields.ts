import type { Operand } from './types.ts';

/** Why a plan cannot be read. Thrown while reading, and turned into a diagnostic by `readPlan`. */
export class PlanFault extends Error {
  override name = 'PlanFault';
}

/** The fields of one JSON object of a plan, read with their types checked. */
export type Fields = {
  readonly json: Readonly<Record<string, unknown>>;
  text(name: string): string;
  texts(name: string): readonly string[];
  integer(name: string): number;
  integers(name: string): readonly number[];
  operand(name: string): Operand;
  operands(name: string): readonly Operand[];
  child(name: string): Fields;
  /** Undefined where the field is absent or null. */
  optional(name: string): Fields | undefined;
  /** Empty where the field is absent or null, as Go writes an empty list. */
  list<T>(name: string, each: (item: Fields) => T): readonly T[];
};

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Errors: PlanFault where a field is missing or of another type; `where` names the object in it. */
export function reader(json: unknown, where: string): Fields {
  if (!isRecord(json)) throw new PlanFault(`${where} is no object`);
  const own = (name: string): unknown => (Object.hasOwn(json, name) ? json[name] : undefined);
  const items = (name: string): readonly unknown[] => {
    const value = own(name) ?? [];
    if (!Array.isArray(value)) throw new PlanFault(`${where}.${name} is no list`);
    return value as readonly unknown[];
  };
  return {
    json,
    text: (name) => textOf(own(name), `${where}.${name}`),
    texts: (name) => items(name).map((item) => textOf(item, `${where}.${name}`)),
    integer: (name) => integerOf(own(name), `${where}.${name}`),
    integers: (name) => items(name).map((item) => integerOf(item, `${where}.${name}`)),
    operand: (name) => operandOf(reader(own(name), `${where}.${name}`)),
    operands: (name) => items(name).map((item) => operandOf(reader(item, `${where}.${name}`))),
    child: (name) => reader(own(name), `${where}.${name}`),
    optional: (name) => (own(name) === undefined || own(name) === null ? undefined : reader(own(name), name)),
    list: (name, each) => items(name).map((item) => each(reader(item, name))),
  };
}

function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new PlanFault(`${where} is no text`);
  return value;
}

function integerOf(value: unknown, where: string): number {
  if (!Number.isSafeInteger(value)) throw new PlanFault(`${where} is no whole number`);
  return value as number;
}

function operandOf(fields: Fields): Operand {
  const type = fields.text('type');
  switch (type) {
    case 'local':
      return { kind: 'local', local: fields.integer('value') };
    case 'string_index':
      return { kind: 'string', index: fields.integer('value') };
    case 'bool':
      return { kind: 'bool', value: fields.json.value === true };
    default:
      throw new PlanFault(`the kind of operand \`${type.slice(0, 50)}\` is not known`);
  }
}
