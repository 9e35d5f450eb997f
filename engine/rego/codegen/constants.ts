import type { Constant, Operand, Static } from '../ir/index.ts';
import { quoteJs } from './names.ts';

/** An expression that makes the constant, to be evaluated once when the program is loaded. */
export function emitConstant(constant: Constant): string {
  switch (constant.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(constant.value);
    case 'number':
      return emitNumber(constant.text);
    case 'string':
      return quoteJs(constant.value);
    case 'array':
      return `[${constant.items.map(emitConstant).join(', ')}]`;
    case 'set':
      return `makeSet([${constant.items.map(emitConstant).join(', ')}])`;
    case 'object':
      return `makeObject([${constant.entries.map(([key, value]) => `[${emitConstant(key)}, ${emitConstant(value)}]`).join(', ')}])`;
  }
}

/** Small integers are written as they are; anything else is parsed when the program is loaded, to keep its spelling. */
function emitNumber(text: string): string {
  return isPlainInteger(text) ? text : `parseNumber(${quoteJs(text)})`;
}

function isPlainInteger(text: string): boolean {
  return /^-?(?:0|[1-9][0-9]{0,14})$/.test(text) && text !== '-0';
}

/** What the generator knows of an operand before the program runs. */
export type Known =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'simple'; readonly code: string }
  | { readonly kind: 'composite' };

export function knownOf(operand: Operand, pool: Static): Known | undefined {
  switch (operand.kind) {
    case 'local':
      return undefined;
    case 'string':
      return { kind: 'text', value: pool.strings[operand.index]! };
    case 'bool':
      return { kind: 'simple', code: String(operand.value) };
    case 'constant': {
      const constant = pool.constants[operand.index]!;
      if (constant.kind === 'null') return { kind: 'simple', code: 'null' };
      if (constant.kind === 'number' && isPlainInteger(constant.text)) {
        return { kind: 'integer', value: Number(constant.text) };
      }
      return { kind: 'composite' };
    }
  }
}

/** The expression for an operand. */
export function emitOperand(operand: Operand, pool: Static, localName: (local: number) => string): string {
  const known = knownOf(operand, pool);
  switch (known?.kind) {
    case 'text':
      return quoteJs(known.value);
    case 'integer':
      return known.value < 0 ? `(${known.value})` : String(known.value);
    case 'simple':
      return known.code;
    default:
      return operand.kind === 'local'
        ? localName(operand.local)
        : `k${operand.kind === 'constant' ? operand.index : 0}`;
  }
}
