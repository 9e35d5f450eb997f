import { fromBigInt, isNumber, numberText, type RegoValue, toText } from '../value/index.ts';
import type { BuiltinContext } from './context.ts';
import { formatFloat } from './go-float.ts';
import {
  type Flags,
  formatBigInteger,
  formatInteger,
  formatString,
  NO_FLAGS,
  pad,
  type Spec,
  truncate,
} from './go-format.ts';

/** An operand as Go's fmt sees it. */
type Argument =
  | { readonly kind: 'int64' | '*big.Int'; readonly value: bigint }
  | { readonly kind: 'float64'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

/**
 * Go's Sprintf over Rego values: integers are int64 or *big.Int, numbers written with a point float64, strings strings,
 * all else the string of its Rego text.
 * Shape:  Go's own error marks (`%!d(string=x)`, `%!v(MISSING)`, `%!(EXTRA ...)`) instead of errors.
 * Source: Go fmt print.go; OPA v1/topdown strings.go.
 */
export function sprintf(context: BuiltinContext, format: string, values: readonly RegoValue[]): string {
  return new Printer(context, format, values).print();
}

class Printer {
  readonly #context: BuiltinContext;
  readonly #format: string;
  readonly #values: readonly RegoValue[];
  #at = 0;
  #next = 0;
  #reordered = false;
  #goodIndex = true;
  #afterIndex = false;

  constructor(context: BuiltinContext, format: string, values: readonly RegoValue[]) {
    this.#context = context;
    this.#format = format;
    this.#values = values;
  }

  print(): string {
    let result = '';
    for (;;) {
      const percent = this.#format.indexOf('%', this.#at);
      const literal = this.#format.slice(this.#at, percent < 0 ? undefined : percent);
      this.#context.charge(literal.length + 1);
      result += literal;
      if (percent < 0) return result + this.#extra();
      this.#at = percent + 1;
      const piece = this.#simple() ?? this.#directive();
      this.#context.charge(piece.length);
      result += piece;
    }
  }

  /** `%s`, `%v` and `%d` without flags, on what they are for. */
  #simple(): string | undefined {
    const verb = this.#format[this.#at];
    const value = this.#values[this.#next];
    if ((verb !== 's' && verb !== 'v' && verb !== 'd') || value === undefined) return undefined;
    let text: string | undefined;
    if (typeof value === 'string') text = verb === 'd' ? undefined : value;
    else if (typeof value === 'number') text = verb !== 's' && Number.isSafeInteger(value) ? String(value) : undefined;
    else if (!isNumber(value)) text = verb === 'd' ? undefined : toText(value);
    if (text === undefined) return undefined;
    this.#at++;
    this.#next++;
    return text;
  }

  #argument(index: number): Argument | undefined {
    const value = this.#values[index];
    return value === undefined ? undefined : argumentOf(value);
  }

  #directive(): string {
    let flags = this.#flags();
    this.#afterIndex = false;
    this.#goodIndex = true;
    let prefix = '';
    this.#index();
    let width: number | undefined;
    if (this.#take('*')) {
      width = this.#starArgument();
      if (width === undefined) prefix += '%!(BADWIDTH)';
      else if (width < 0) {
        width = -width;
        flags = { ...flags, minus: true, zero: false };
      }
      this.#afterIndex = false;
    } else {
      width = this.#number();
      if (this.#afterIndex && width !== undefined) this.#goodIndex = false;
    }
    let precision: number | undefined;
    if (this.#at + 1 < this.#format.length && this.#take('.')) {
      if (this.#afterIndex) this.#goodIndex = false;
      this.#index();
      if (this.#take('*')) {
        const star = this.#starArgument();
        precision = star !== undefined && star >= 0 ? star : undefined;
        if (precision === undefined) prefix += '%!(BADPREC)';
        this.#afterIndex = false;
      } else precision = this.#number() ?? 0;
    }
    if (!this.#afterIndex) this.#index();
    if (this.#at >= this.#format.length) return `${prefix}%!(NOVERB)`;
    const verb = String.fromCodePoint(this.#format.codePointAt(this.#at) as number);
    this.#at += verb.length;
    if (verb === '%') return `${prefix}%`;
    if (!this.#goodIndex) return `${prefix}%!${verb}(BADINDEX)`;
    const argument = this.#argument(this.#next);
    if (argument === undefined) return `${prefix}%!${verb}(MISSING)`;
    this.#next++;
    this.#context.charge((width ?? 0) + (precision ?? 0));
    return prefix + formatArgument(argument, verb, { flags, width, precision });
  }

  #flags(): Flags {
    let flags: Flags = NO_FLAGS;
    for (;;) {
      if (this.#take('#')) flags = { ...flags, sharp: true };
      else if (this.#take('0')) flags = { ...flags, zero: true };
      else if (this.#take('+')) flags = { ...flags, plus: true };
      else if (this.#take('-')) flags = { ...flags, minus: true };
      else if (this.#take(' ')) flags = { ...flags, space: true };
      else return flags;
    }
  }

  /** Reads an explicit argument index `[n]`. */
  #index(): void {
    if (this.#format[this.#at] !== '[') return;
    this.#reordered = true;
    const close = this.#format.indexOf(']', this.#at);
    const text = close < 0 ? '' : this.#format.slice(this.#at + 1, close);
    const position = /^[0-9]+$/.test(text) ? Number(text) : 0;
    this.#at = close < 0 ? this.#at + 1 : close + 1;
    this.#afterIndex = true;
    if (position >= 1 && position <= this.#values.length) this.#next = position - 1;
    else this.#goodIndex = false;
  }

  #starArgument(): number | undefined {
    const argument = this.#argument(this.#next);
    if (argument === undefined) return undefined;
    this.#next++;
    if (argument.kind !== 'int64') return undefined;
    const value = Number(argument.value);
    return Math.abs(value) > 1_000_000 ? undefined : value;
  }

  /** Undefined when there are no digits. Another digit after a number beyond a million uses up the whole format. */
  #number(): number | undefined {
    const start = this.#at;
    let value = 0;
    for (; this.#at < this.#format.length && /[0-9]/.test(this.#format[this.#at] as string); this.#at++) {
      if (value > 1_000_000) {
        this.#at = this.#format.length;
        return undefined;
      }
      value = value * 10 + Number(this.#format[this.#at]);
    }
    return start === this.#at ? undefined : value;
  }

  #take(character: string): boolean {
    if (this.#format[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #extra(): string {
    if (this.#reordered || this.#next >= this.#values.length) return '';
    const shown = this.#values
      .slice(this.#next)
      .map(argumentOf)
      .map((argument) => `${argument.kind}=${formatArgument(argument, 'v', PLAIN)}`);
    return `%!(EXTRA ${shown.join(', ')})`;
  }
}

const PLAIN: Spec = { flags: NO_FLAGS, width: undefined, precision: undefined };

function argumentOf(value: RegoValue): Argument {
  if (typeof value === 'string') return { kind: 'string', value };
  if (!isNumber(value)) return { kind: 'string', value: toText(value) };
  const text = numberText(value);
  if (/^-?[0-9]+$/.test(text)) {
    const integer = BigInt(text);
    const fits = integer >= -(2n ** 63n) && integer < 2n ** 63n;
    return { kind: fits ? 'int64' : '*big.Int', value: integer };
  }
  const double = Number(text);
  if (text.includes('.') && Number.isFinite(double)) return { kind: 'float64', value: double };
  return { kind: 'string', value: text };
}

function formatArgument(argument: Argument, verb: string, spec: Spec): string {
  if (verb === 'T') return pad(truncate(argument.kind, spec), spec);
  // `%#v` and `%+v` ask for Go syntax and field names; large integers format themselves and take them for flags
  const plain = { ...spec.flags, sharp: false, plus: false };
  const shown = (verb === 'v' || verb === 'w') && argument.kind !== '*big.Int' ? { ...spec, flags: plain } : spec;
  switch (argument.kind) {
    case 'string':
      if (verb === 'v' && spec.flags.sharp) return formatString(argument.value, 'q', shown) as string;
      return formatString(argument.value, verb, shown) ?? badVerb(argument, verb, shown);
    case 'float64':
      return formatFloat(argument.value, verb, shown) ?? badVerb(argument, verb, shown);
    case 'int64':
      return formatInteger(argument.value, verb, shown) ?? badVerb(argument, verb, shown);
    case '*big.Int':
      return (
        formatBigInteger(argument.value, verb, shown) ?? `%!${verb}(big.Int=${numberText(fromBigInt(argument.value))})`
      );
  }
}

/** The operand as `%v` shows it, with the flags that the unfit verb had. */
function badVerb(argument: Exclude<Argument, { kind: '*big.Int' }>, verb: string, spec: Spec): string {
  const shown =
    argument.kind === 'string'
      ? formatString(argument.value, 'v', spec)
      : argument.kind === 'float64'
        ? formatFloat(argument.value, 'v', spec)
        : formatInteger(argument.value, 'v', spec);
  return `%!${verb}(${argument.kind}=${shown})`;
}
