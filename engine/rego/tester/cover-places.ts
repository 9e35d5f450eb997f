import { type Module, type Rule, refText, walkBody } from '../ast/index.ts';
import { locate, type Span } from '../source/index.ts';
import type { CoverPlace, Position } from './types.ts';

/**
 * What coverage asks for in a module: heads of rules and expressions.
 * Shape:  in source order. A body that is left out in the text counts as an expression that is reached with its rule.
 * Source: OPA v1/cover cover.go.
 */
export function coverPlaces(module: Module): readonly CoverPlace[] {
  const places: CoverPlace[] = [];
  for (const first of module.rules)
    for (let link: Rule | undefined = first; link !== undefined; link = link.else) {
      const { span, head, body } = link;
      const rule = ruleName(module, first);
      places.push({ ...placeOf(span, head.span), rule, isHead: true });
      walkBody(body, {
        expr: (expr) => {
          const place = { ...placeOf(expr.generated === true ? span : expr.span, expr.span), rule };
          places.push(expr.kind === 'some' ? { ...place, isDeclaration: true } : place);
          return undefined;
        },
      });
    }
  return places.sort((a, b) => compare(a.start, b.start) || compare(a.end, b.end));
}

function ruleName(module: Module, { head }: Rule): string {
  const own = module.package.path.path.slice(1);
  const [first, ...rest] = head.ref.path;
  const parts = [...own, { kind: 'string', value: first.kind === 'var' ? first.name : '', span: first.span } as const];
  return `${refText({ ...head.ref, path: [module.package.path.path[0], ...parts, ...rest] })}`;
}

function placeOf(at: Span, span: Span): Pick<CoverPlace, 'at' | 'start' | 'end'> {
  return { at: { row: at.row, col: at.col }, start: { row: span.row, col: span.col }, end: endOf(span) };
}

function endOf({ source, start, end }: Span): Position {
  return locate(source, Math.max(start, end));
}

function compare(a: Position, b: Position): number {
  return a.row - b.row || a.col - b.col;
}
