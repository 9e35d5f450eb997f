import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import { parseBody } from './body.ts';
import { parseExpression } from './expression.ts';
import { createOffsetPlaces, type HclFile, lineAround, type SourceText } from './file.ts';
import { parseJsonSyntax } from './json-syntax.ts';
import { Parser, Stop } from './parser.ts';
import { type Fault, scan } from './scan.ts';
import { parseBareTemplate } from './template-parser.ts';
import type { Body, Expression, Span, TemplatePart } from './types.ts';

/**
 * Parses one file of HCL; a name that ends in `.json` is read in JSON syntax.
 * Shape:  never throws; the time is linear in the text. What can be read is read, whatever is wrong elsewhere.
 * Errors: `hcl_invalid` with place and hint, at most 100 a file; `input_too_deep`.
 * Source: HCL Native Syntax Specification; HCL JSON Syntax Specification.
 */
export function parseHcl({ path, text }: SourceText): HclFile {
  const placeOf = createOffsetPlaces(path, text);
  const isJson = path.endsWith('.json');
  const read = isJson ? parseJsonSyntax(text) : parseNative(text);
  const diagnostics = read.faults
    .slice(0, MAX_TOLD)
    .map((fault) => diagnosticOf(fault, placeOf, text))
    .sort((left, right) => (left.place?.row ?? 0) - (right.place?.row ?? 0));
  const { body, comments } = read;
  return { path, text, syntax: isJson ? 'json' : 'native', body, comments, diagnostics, placeOf };
}

const MAX_TOLD = 100;

function parseNative(text: string): {
  readonly body: Body;
  readonly comments: readonly Span[];
  readonly faults: readonly Fault[];
} {
  const { tokens, comments, faults } = scan(text);
  const parser = new Parser(text, tokens);
  const body = parseBody(parser, true);
  // Where the scanner has told of a character, the parser's surprise at it says nothing new.
  const told = new Set(faults.map((fault) => lineOf(text, fault.span.start)));
  const news = parser.faults.filter((fault) => !told.has(lineOf(text, fault.span.start)));
  return { body, comments, faults: [...faults, ...news] };
}

/** An expression of the native syntax that stands in a string, as types do in JSON; undefined where it cannot be read. */
export function parseExpressionText(text: string): Expression | undefined {
  const { tokens, faults } = scan(text);
  const parser = new Parser(text, tokens);
  try {
    const value = parseExpression(parser);
    return faults.length === 0 && parser.faults.length === 0 && parser.peek().kind === 'eof' ? value : undefined;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return undefined;
  }
}

/** A whole text as a template, as `templatefile` reads one; `isValid` is false where it could not be read. */
export function parseTemplateText(text: string): {
  readonly parts: readonly TemplatePart[];
  readonly isValid: boolean;
} {
  const { tokens, faults } = scan(text.replaceAll('\r\n', '\n'), 'template');
  const parser = new Parser(text.replaceAll('\r\n', '\n'), tokens);
  try {
    const parts = parseBareTemplate(parser);
    return { parts, isValid: faults.length === 0 && parser.faults.length === 0 };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { parts: [], isValid: false };
  }
}

function lineOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1);
}

function diagnosticOf(fault: Fault, placeOf: HclFile['placeOf'], text: string): Diagnostic {
  const { start, end } = fault.span;
  const line = lineAround(text, start);
  return errorDiagnostic(fault.isTooDeep ? 'input_too_deep' : 'hcl_invalid', fault.message, {
    place: placeOf(start),
    width: Math.max(1, end - start),
    ...(line === undefined ? {} : { line }),
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
  });
}

/** Whether a value can be read without evaluating anything. */
export function isConstant(value: Expression): boolean {
  switch (value.kind) {
    case 'literal':
      return true;
    case 'template':
      return value.parts.every((part) => part.kind === 'text');
    case 'tuple':
      return value.items.every(isConstant);
    case 'object':
      return value.items.every((item) => isConstant(item.key) && isConstant(item.value));
    case 'parentheses':
    case 'unary':
      return isConstant(value.value);
    default:
      return false;
  }
}
