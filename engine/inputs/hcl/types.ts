/**
 * Where something stands in its text.
 * Units: 0-based UTF-16 code units, `end` exclusive; `HclFile.placeOf` makes row and column of an offset.
 */
export type Span = { readonly start: number; readonly end: number };

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** One part of a template: its own text, or what is filled in. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly value: string; readonly span: Span }
  | { readonly kind: 'interpolation'; readonly value: Expression; readonly span: Span }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly whenTrue: readonly TemplatePart[];
      readonly whenFalse: readonly TemplatePart[];
      readonly span: Span;
    }
  | {
      readonly kind: 'for';
      readonly key: string | undefined;
      readonly item: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
      readonly span: Span;
    };

export type ObjectItem = { readonly key: Expression; readonly value: Expression; readonly span: Span };

/**
 * An expression of HCL's native syntax; JSON syntax is read into the same.
 * Shape:  a bare word as the key of an object is a `literal`. `splat` applies `each` to every element, which stands in it
 *         as `splat-item`. `invalid` is what could not be read; a diagnostic tells why.
 * INVARIANT: nests at most `MAX_DEPTH` deep, operators and traversals included, so that walks may recurse.
 */
export type Expression = {
  readonly span: Span;
} /** `isLong` marks a number that a double does not hold as it is written. */ & (
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string; readonly isLong?: boolean }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[]; readonly isHeredoc: boolean }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'splat'; readonly of: Expression; readonly each: Expression }
  | { readonly kind: 'splat-item' }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly value: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      /** Whether the last argument is a list of arguments, `f(a...)`. */
      readonly expands: boolean;
    }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly items: readonly ObjectItem[] }
  | {
      readonly kind: 'for';
      readonly keyName: string | undefined;
      readonly itemName: string;
      readonly collection: Expression;
      /** Given for `{for ...}`, undefined for `[for ...]`. */
      readonly key: Expression | undefined;
      readonly value: Expression;
      readonly condition: Expression | undefined;
      /** Whether equal keys are grouped, `value...`. */
      readonly groups: boolean;
    }
  | { readonly kind: 'parentheses'; readonly value: Expression }
  | { readonly kind: 'invalid' }
);

/** `name = value`; `span` starts at the name. */
export type Attribute = {
  readonly kind: 'attribute';
  readonly name: string;
  readonly value: Expression;
  readonly span: Span;
};

/** `type "label" { ... }`; `span` starts at the type. */
export type Block = {
  readonly kind: 'block';
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  readonly span: Span;
};

/** Attributes and blocks in the order written. */
export type Body = {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
  readonly span: Span;
};
