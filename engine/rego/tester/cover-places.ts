import { type Module, type Rule, walkBody } from '../ast/index.ts';
import { locate, type Span } from '../source/index.ts';
import type { CoverPlace, Position } from './types.ts';

/**
 * What coverage asks for in a module: heads of rules and expressions.
 * Shape:  in source order. A body that is left out in the text counts as an expression that is reached with its rule.
 * Source: OPA v1/cover cover.go.
 */
export function coverPlaces(module: Module): readonly CoverPlace[] {
  const places: CoverPlace[] = [];
  const add = (at: Span, span: Span, isDeclaration = false): void => {
    const start = { row: span.row, col: span.col };
    const place = { at: { row: at.row, col: at.col }, start, end: endOf(span) };
    places.push(isDeclaration ? { ...place, isDeclaration: true } : place);
  };
  for (const first of module.rules)
    for (let rule: Rule | undefined = first; rule !== undefined; rule = rule.else) {
      const { span } = rule;
      add(span, rule.head.span);
      walkBody(rule.body, {
        expr: (expr) => {
          add(expr.generated === true ? span : expr.span, expr.span, expr.kind === 'some');
          return undefined;
        },
      });
    }
  return places.sort((a, b) => compare(a.start, b.start) || compare(a.end, b.end));
}

function endOf({ source, start, end }: Span): Position {
  return locate(source, Math.max(start, end));
}

function compare(a: Position, b: Position): number {
  return a.row - b.row || a.col - b.col;
}
