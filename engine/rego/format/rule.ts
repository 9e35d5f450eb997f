import type { Expr, Head, Rule, Term } from '../ast/index.ts';
import { spanText } from '../source/index.ts';
import { canonicalText } from './canonical.ts';
import { writeExpr, writeExprs } from './expr.ts';
import { listItem, writeItems } from './items.ts';
import { closingRow, endRow, placeOf } from './places.ts';
import { copySource, writeRef, writeTerm } from './term.ts';
import { clashes, losing, type Writer } from './writer.ts';

/** Writes rules; one-liners that follow each other without a blank line stay together. */
export function writeRules(w: Writer, rules: readonly Rule[]): void {
  for (const [index, rule] of rules.entries()) {
    clashes(() => w.insertComments(rule.span.row));
    clashes(() => writeRule(w, rule, false));
    const next = rules[index + 1];
    const grouped = next !== undefined && next.span.row === rule.span.row + 1;
    if (grouped && isGroupable(w, rule) && isGroupable(w, next)) continue;
    w.blankLine();
  }
}

function isGroupable(w: Writer, rule: Rule): boolean {
  return rule.body.length === 1 && !rule.default && takesIf(w, rule);
}

/** Whether `if` stands before a body; sets without `contains` have none. */
function takesIf({ layout }: Writer, { head }: Rule): boolean {
  return layout.ifs && (layout.contains || head.value !== undefined);
}

function writeRule(w: Writer, rule: Rule, isElse: boolean): void {
  if (!isElse) w.startLine();
  if (rule.default) w.write('default ');
  // `p := 1` has the body `true`, and so has what is written so.
  const isConstant = rule.else === undefined && isTrueBody(rule);
  w.keepsLastComment = isConstant;
  const clashed = clashes(() => writeHead(w, rule, isElse, isConstant));
  if (isConstant) {
    w.endLine();
    return;
  }
  w.keepsLastComment = true;
  if (takesIf(w, rule)) {
    w.write(' if');
    if (staysOnLine(w, rule, isElse)) {
      writeInline(w, rule);
      return;
    }
  }
  writeBlock(w, rule, clashed);
}

function isTrueBody({ body: [first, ...more] }: Rule): boolean {
  if (first?.kind !== 'term' || more.length > 0 || first.negated || first.with.length > 0) return false;
  return first.term.kind === 'boolean' && first.term.value;
}

/** A single expression stays behind `if` where it starts in the line in which the head ends. */
function staysOnLine(w: Writer, { head, body }: Rule, isElse: boolean): boolean {
  const [only] = body;
  if (only === undefined || body.length !== 1) return false;
  const moved = w.places.spans.get(only.span);
  const headRow = isElse && moved !== undefined ? head.span.row : endRow(head.span);
  return (moved ?? only.span).row === headRow && !isSet(only);
}

/** A set in braces alone would be read as a body. */
function isSet(expr: Expr): boolean {
  return expr.kind === 'term' && !expr.negated && expr.term.kind === 'set';
}

function writeInline(w: Writer, rule: Rule): void {
  w.write(' ');
  losing(w, () => writeExpr(w, rule.body[0]!));
  w.endLine();
  if (rule.else !== undefined) losing(w, () => writeElse(w, rule, rule.else!));
}

function writeBlock(w: Writer, rule: Rule, clashed: boolean): void {
  if (clashed && w.comments.length > 0) w.write(' { ');
  else {
    w.write(' {');
    w.endLine();
  }
  w.level++;
  clashes(() => writeExprs(w, rule.body));
  const { head } = rule;
  const skip = (head.args?.length ?? 0) > 0 ? '()' : head.key === undefined ? undefined : '[]';
  losing(w, () => w.insertComments(closingRow('{}', rule.span, skip)));
  w.level--;
  w.startLine();
  w.write('}');
  if (rule.else !== undefined) losing(w, () => writeElse(w, rule, rule.else!));
}

/** An `else` stays behind the brace where it stood there, unless comments stand between. */
function writeElse(w: Writer, rule: Rule, link: Rule): void {
  const { head } = link;
  const line = spanText(rule.span).split('\n')[link.span.row - rule.span.row];
  const wasInline = link.span.row > rule.span.row && line !== undefined && !line.trim().startsWith('else');
  const [first] = w.comments;
  const hasComments = (first !== undefined && first.span.row < head.span.row) || w.atEnd !== undefined;
  if (wasInline && !hasComments) w.write(' ');
  else {
    w.blankLine();
    w.startLine();
  }
  w.insertComments(head.span.row);
  if (hasComments && !wasInline) w.startLine();
  if (head.value !== undefined) w.places.terms.set(head.value, head.span);
  writeRule(w, link, true);
}

function writeHead(w: Writer, rule: Rule, isElse: boolean, isConstant: boolean): void {
  const { head } = rule;
  if (isElse) {
    w.insertComments(head.span.row);
    if (!w.inline) w.startLine();
    w.write('else');
    if (!w.inline) w.startLine();
  } else if (writeName(w, head)) return;

  if (!isElse && head.args !== undefined && head.args.length > 0) writeArgs(w, head, head.args);
  if (head.key !== undefined && head.value === undefined) writeKey(w, head.key);
  if (head.value !== undefined && showsValue(w, rule, head.value, isElse, isConstant)) {
    w.write(head.assign || w.layout.v1 ? ' := ' : ' = ');
    writeTerm(w, head.value);
  }
}

/** Writes the name of a rule; true when the whole head was copied because a comment stands in it. */
function writeName(w: Writer, head: Head): boolean {
  const { path } = head.ref;
  const [name, key] = path;
  if (w.layout.refHeads || key === undefined || path.length === 1) {
    losing(w, () => writeRef(w, head.ref));
    return false;
  }
  if (w.comments[0] !== undefined && placeOf(w.places, key).row === w.comments[0].span.row) {
    copySource(w, head.span, w.comments);
    return true;
  }
  w.write(`${canonicalText(name)}[${canonicalText(key)}]`);
  return false;
}

function writeArgs(w: Writer, head: Head, args: readonly Term[]): void {
  w.write('(');
  try {
    writeItems(w, args, head.span, closingRow('()', head.span), listItem(false));
  } finally {
    w.write(')');
  }
}

function writeKey(w: Writer, key: Term): void {
  w.write(w.layout.contains ? ' contains ' : '[');
  writeTerm(w, key);
  if (!w.layout.contains) w.write(']');
}

/** The value `true` is left out where it says nothing. */
function showsValue(w: Writer, rule: Rule, value: Term, isElse: boolean, isConstant: boolean): boolean {
  const { head } = rule;
  const isTrue = value.kind === 'boolean' && value.value;
  if (head.key === undefined && isTrue && !isConstant && !rule.default) return false;
  const isPlain = head.key === undefined && (head.args?.length ?? 0) === 0;
  const isRefConstant = w.layout.v1 && isConstant && isPlain;
  const isKeyed = head.ref.path.length === 2 && value.span === head.span;
  const isImplied = isKeyed || value.span === head.ref.span;
  return !(isImplied && !isElse && isTrue && !isRefConstant);
}
