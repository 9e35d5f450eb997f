import type { RegoVersion } from '../ast/module.ts';
import type { Term } from '../ast/term.ts';
import type { Span } from '../source/source.ts';

/**
 * How a text is read.
 * Shape:  `experimentalKeywords` lets `import future.keywords.and` and `.or` switch on the logic operators.
 *         `futureKeywords` are switched on without import (v0: in, every, contains, if; both: not, and, or).
 *         `allErrors` reads on after the errors that OPA reports and adds those of later statements.
 *         `annotations: false` leaves `# METADATA` blocks as plain comments.
 *         `parens`, when given, is told the span of the parentheses around a term; its row and col stay the term's.
 *         `maxDepth` bounds how deep terms, bodies and operator chains may nest; default `DEFAULT_MAX_DEPTH`.
 */
export type ParseOptions = {
  readonly regoVersion: RegoVersion;
  readonly experimentalKeywords?: boolean;
  readonly futureKeywords?: readonly string[];
  readonly allErrors?: boolean;
  readonly annotations?: boolean;
  readonly parens?: Map<Term, Span>;
  readonly maxDepth?: number;
};

/**
 * Nesting that fits Node's default stack with room for the passes that come after parsing.
 * Source: OPA allows 100000 (Go grows its stacks); the error has the same text.
 */
export const DEFAULT_MAX_DEPTH = 500;

/** Source: OPA v1/ast parser.go, for nesting beyond its own limit. */
export const DEPTH_MESSAGE = 'max parsing recursion depth exceeded';
