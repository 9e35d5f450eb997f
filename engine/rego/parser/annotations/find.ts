import type { Comment } from '../../ast/module.ts';
import type { Span } from '../../source/source.ts';
import { spanOver } from '../parser.ts';
import { readFields } from './fields.ts';
import { readYaml } from './yaml.ts';

/** A `# METADATA` block that was read; `scope` and `entrypoint` as written. */
export type FoundAnnotation = {
  readonly scope: string;
  readonly entrypoint: boolean;
  readonly entries: Readonly<Record<string, unknown>>;
  readonly span: Span;
};

type Problem = { readonly message: string; readonly span: Span };

/**
 * Finds and reads the `# METADATA` blocks among the comments of a file.
 * Shape:  a block is the comment lines right below one that starts with METADATA, all in the first column.
 * Errors: a block without content, with broken YAML or with a field of the wrong kind, as problems.
 * Source: OPA v1/ast parser.go parseAnnotations.
 */
export function findAnnotations(comments: readonly Comment[]): {
  readonly annotations: readonly FoundAnnotation[];
  readonly problems: readonly Problem[];
} {
  const annotations: FoundAnnotation[] = [];
  const problems: Problem[] = [];
  for (const [index, start] of comments.entries()) {
    if (!isMetadata(start)) continue;
    const lines = blockBelow(comments, index);
    const found = readBlock(start, lines);
    if ('message' in found) problems.push(found);
    else annotations.push(found);
  }
  return { annotations, problems };
}

function isMetadata(comment: Comment): boolean {
  return comment.span.col === 1 && comment.text.trimStart().startsWith('METADATA');
}

function blockBelow(comments: readonly Comment[], start: number): readonly Comment[] {
  let end = start + 1;
  while (end < comments.length && continues(comments[end]!, comments[end - 1]!)) end++;
  return comments.slice(start + 1, end);
}

function continues(comment: Comment, before: Comment): boolean {
  return comment.span.col === 1 && comment.span.row - 1 === before.span.row && !isMetadata(comment);
}

function readBlock(start: Comment, lines: readonly Comment[]): FoundAnnotation | Problem {
  const text = lines.map((line) => `${line.text.startsWith(' ') ? line.text.slice(1) : line.text}\n`).join('');
  if (text.trim() === '') return { message: 'expected METADATA block, found whitespace', span: start.span };
  const yaml = readYaml(text);
  if (!yaml.ok) return { message: yaml.message + spaceHints(lines), span: lineSpan(lines, yaml.line) };
  const fields = readFields(yaml.value, text);
  if (!fields.ok) {
    if (fields.line === undefined) return { message: fields.message, span: start.span };
    return { message: fields.message + spaceHints(lines), span: lineSpan(lines, fields.line) };
  }
  return { ...fields.value, span: spanOver(start.span, lines.at(-1)!.span) };
}

/** Tells of a `:` that no space follows, on each line that has one. */
function spaceHints(lines: readonly Comment[]): string {
  let hints = '';
  for (const { text, span } of lines) {
    const symbols: string[] = [];
    const parts = text.split(':').slice(1);
    for (const [index, part] of parts.entries()) {
      if (part === '' && index === parts.length - 1) break;
      const symbol = String.fromCodePoint(part.codePointAt(0) ?? 0xfffd);
      if (symbol === ' ' || symbol === '\t') break;
      symbols.push(goRune(symbol));
    }
    if (symbols.length > 0)
      hints += `\n  Hint: on line ${span.row}, symbol(s) [${symbols.join(' ')}] immediately following a key/value separator ':' is not a legal yaml space character`;
  }
  return hints;
}

/** A character as Go's %+q prints it. */
function goRune(symbol: string): string {
  const point = symbol.codePointAt(0) ?? 0;
  if (point === 39 || point === 92) return `'\\${symbol}'`;
  if (point >= 32 && point < 127) return `'${symbol}'`;
  return point > 0xffff ? `'\\U${point.toString(16).padStart(8, '0')}'` : `'\\u${point.toString(16).padStart(4, '0')}'`;
}

/** OPA takes the 1-based line of the YAML reader as a 0-based index. */
function lineSpan(lines: readonly Comment[], line: number): Span {
  return lines[Math.min(line, lines.length - 1)]!.span;
}
