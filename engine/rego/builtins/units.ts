import { fromBigInt, mulTruncated, parseNumber, type RegoValue } from '../value/index.ts';
import type { Builtin } from './context.ts';
import { failure } from './errors.ts';
import { toLower } from './letter-case.ts';
import { stringOperand } from './operands.ts';
import { divideToText, parseRatio, type Ratio } from './ratio.ts';

const POWERS = 'kmgtpe';

/**
 * Amounts with units: `10Ki`, `1.5G`, `100m`, `3e2MB`.
 * Source: OPA v1/topdown parse_units.go, parse_bytes.go.
 */
export const unitBuiltins = {
  'units.parse': (_context, x) => parseUnits(stringOperand(x, 1)),
  'units.parse_bytes': (_context, x) => parseBytes(stringOperand(x, 1)),
} satisfies Record<string, Builtin>;

function parseUnits(raw: string): RegoValue {
  const { amount, unit } = split('units.parse', raw.replaceAll('"', ''), 'amount');
  const factor = unitFactor(unit.slice(0, 1) + toLower(unit.slice(1)));
  if (factor === undefined) {
    const shown = unit.length > 1 ? unit.slice(0, 1) + toLower(unit.slice(1)) : unit;
    throw failure(`units.parse: unit ${shown.replace(/[^\0-\x7f]/gu, bytesLost)} not recognized`);
  }
  const ratio = parseRatio(amount);
  if (ratio === undefined) throw failure('units.parse: could not parse amount to a number');
  const numerator = ratio.numerator * factor.numerator;
  const denominator = ratio.denominator * factor.denominator;
  if (numerator % denominator === 0n) return fromBigInt(numerator / denominator);
  return parseNumber(divideToText({ numerator, denominator }, 10));
}

/** OPA takes a unit's bytes apart, which leaves none of a character beyond ASCII. */
function bytesLost(character: string): string {
  return '\ufffd'.repeat(Buffer.byteLength(character, 'utf8'));
}

/** 1 for kilo, 2 for mega, ...; 0 for no such letter. */
function powerOf(letter: string): number {
  return POWERS.indexOf(letter) + 1;
}

/** The double 0.001, exactly: OPA's milli is that double. */
const MILLI: Ratio = { numerator: 1152921504606847n, denominator: 1152921504606846976n };

function unitFactor(unit: string): Ratio | undefined {
  if (unit === '') return { numerator: 1n, denominator: 1n };
  if (unit === 'm') return MILLI;
  const letter = toLower(unit.slice(0, 1));
  const power = powerOf(letter);
  if (power === 0) return undefined;
  const rest = unit.slice(1);
  if (rest === '') return { numerator: 1000n ** BigInt(power), denominator: 1n };
  return rest === 'i' ? { numerator: 1024n ** BigInt(power), denominator: 1n } : undefined;
}

function parseBytes(raw: string): RegoValue {
  const { amount, unit } = split('units.parse_bytes', toLower(raw).replaceAll('"', ''), 'byte amount');
  const factor = byteFactor(unit);
  if (factor === undefined) throw failure(`units.parse_bytes: byte unit ${unit} not recognized`);
  if (parseRatio(amount) === undefined || !/[0-9]/.test(amount))
    throw failure('units.parse_bytes: could not parse byte amount to a number');
  return fromBigInt(mulTruncated(parseNumber(amount), fromBigInt(factor)));
}

function byteFactor(unit: string): bigint | undefined {
  if (unit === '') return 1n;
  const power = powerOf(unit.slice(0, 1));
  if (power === 0) return undefined;
  const rest = unit.slice(1);
  if (rest === '' || rest === 'b') return 1000n ** BigInt(power);
  return rest === 'i' || rest === 'ib' ? 1024n ** BigInt(power) : undefined;
}

/** Splits `10.5e3Ki` into amount and unit. */
function split(name: string, text: string, what: string): { readonly amount: string; readonly unit: string } {
  if (text.includes(' ')) throw failure(`${name}: spaces not allowed in resource strings`);
  let at = 0;
  for (; at < text.length; at++) {
    const character = text[at] as string;
    if (character === 'e' || character === 'E') {
      const exponent = /^[eE](?:[+-]|(?=[0-9]))[0-9]*/.exec(text.slice(at));
      if (exponent === null) break;
      if (exponent[0].replace(/^[eE][+-]?/, '').length > 6) throw failure(`${name}: exponent too large`);
      if (/[+-]/.test(exponent[0])) at++;
    } else if (!/[0-9.+-]/.test(character)) break;
  }
  if (at === 0) throw failure(`${name}: no ${what} provided`);
  return { amount: text.slice(0, at), unit: text.slice(at) };
}
