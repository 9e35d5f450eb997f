export type * from './body.ts';
export { isGround } from './ground.ts';
export type * from './module.ts';
export { print, printRule } from './print.ts';
export type * from './term.ts';
export { bodyText, exprText, isName, quoteString, refText, termText } from './text.ts';
export { type Mapper, mapBody, mapExpr, mapTerm, relocateBody, relocateTerm } from './transform.ts';
export { childTerms, exprBodies, exprTerms, type Visitor, walkBody, walkExpr, walkRule, walkTerm } from './visit.ts';
