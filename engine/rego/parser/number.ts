import type { NumberTerm } from '../ast/term.ts';
import { K } from '../scanner/index.ts';
import { type Parser, spanTo } from './parser.ts';

/** Numbers reach to 2 to the power of this, either way. Source: OPA v1/ast parser.go. */
const MAX_BINARY_EXPONENT = 100_000;
/** Go refuses a decimal exponent that does not fit. */
const MAX_DECIMAL_EXPONENT = 2 ** 31;

/** Reads a number with its sign, keeping it as it is written. */
export function parseNumber(p: Parser): NumberTerm | undefined {
  const start = p.here();
  let prefix = '';
  if (p.kind === K.sub) {
    prefix = '-';
    p.advance();
    if (p.kind !== K.number && p.kind !== K.dot) return fail(p, 'expected number');
  }
  if (p.kind === K.dot) {
    prefix += '.';
    p.advance();
    if (p.kind !== K.number) return fail(p, 'expected number');
  }
  const digits = p.text();
  if (!prefix.endsWith('.') && /^0(?![.]|[eE].)./s.test(digits)) return fail(p, 'expected number without leading zero');
  const text = prefix + digits;
  const size = measure(text);
  if (size === 'invalid') return fail(p, 'invalid float');
  if (size === 'too big') {
    p.error(p.here(), 'number too big');
    return undefined;
  }
  return { kind: 'number', text, span: spanTo(start, p.tokenEnd()) };
}

function fail(p: Parser, note: string): undefined {
  p.illegal(note);
  return undefined;
}

/** Finds the binary exponent from the decimal text; digits beyond the seventeenth cannot change it but at a border. */
function measure(text: string): 'ok' | 'invalid' | 'too big' {
  if (text.length < 300 && !/e/i.test(text)) return 'ok';
  const [mantissa = '', exponent = '0'] = text.replace('-', text.startsWith('-') ? '' : '-').split(/e/i);
  if (Math.abs(Number(exponent)) >= MAX_DECIMAL_EXPONENT) return 'invalid';
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return 'ok';
  const decimal = Math.log10(Number(`0.${digits.slice(0, 17)}`)) + digits.length - fraction.length + Number(exponent);
  const binary = Math.floor(decimal / Math.log10(2)) + 1;
  return Math.abs(binary) > MAX_BINARY_EXPONENT ? 'too big' : 'ok';
}
