import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type Diagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import { isForUs, type SourceComment } from '../findings/inline-waivers.ts';
import { parseHcl } from '../inputs/hcl/index.ts';
import type { InputFile } from '../inputs/index.ts';
import type { TrustedConfig } from './trusted-config.ts';

type Block = { readonly from: number; readonly to: number };

/** A text that may hold comments for us; files without the word are not parsed. */
export type CommentedText = { readonly path: string; readonly text: string };

/** The judged files that may hold comments for us: manifests and Terraform sources. */
export function commentedFiles(files: readonly InputFile[]): readonly CommentedText[] {
  return files.flatMap(({ path, bytes }) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!buffer.includes('probity:') || !/\.(?:ya?ml|tf)$/i.test(path)) return [];
    return [{ path, text: buffer.toString('utf8') }];
  });
}

/**
 * Finds the comments that speak to this tool.
 * Shape:  in the order of the texts. In `.tf` a comment counts for the block that it stands in, or for the one that follows
 *         it with nothing but comments between; in YAML for the document that it stands in. What only looks like a
 *         comment, inside a string or heredoc, is none. Installed modules (`.terraform`) cannot waive.
 */
export function findComments(texts: readonly CommentedText[]): readonly SourceComment[] {
  return texts.flatMap((one) => {
    if (!one.text.includes('probity:') || /(?:^|\/)\.terraform\//.test(one.path)) return [];
    if (/\.tf$/i.test(one.path)) return hclComments(one);
    return /\.ya?ml$/i.test(one.path) ? yamlComments(one) : [];
  });
}

function hclComments({ path, text }: CommentedText): readonly SourceComment[] {
  const file = parseHcl({ path, text });
  const spans = file.comments;
  const blocks = file.body.blocks.map(({ span }) => span);
  return spans.flatMap((span, index) => {
    const words = text.slice(span.start, span.end).trimEnd();
    if (!isForUs(words)) return [];
    let end = span.end;
    for (const next of spans.slice(index + 1)) {
      if (!/^[ \t]*\r?\n?[ \t]*$/.test(text.slice(end, next.start))) break;
      end = next.end;
    }
    const inside = blocks.find((block) => block.start <= span.start && span.end <= block.end);
    const below = blocks.find(
      (block) => block.start >= end && /^[ \t]*\r?\n?[ \t]*$/.test(text.slice(end, block.start)),
    );
    const block = inside ?? below;
    const rows: Block | undefined =
      block === undefined ? undefined : { from: file.placeOf(block.start).row, to: file.placeOf(block.end).row };
    return [{ text: words, place: file.placeOf(span.start), rows }];
  });
}

function yamlComments({ path, text }: CommentedText): readonly SourceComment[] {
  const { Lexer } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  const found: { readonly text: string; readonly row: number; readonly col: number }[] = [];
  const starts: number[] = [1];
  let row = 1;
  let col = 1;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text.replace(/^\ufeff/, ''))) {
    // The lexer puts marks of one control character between the pieces of the text; \u001f says that a scalar follows.
    const isMark = lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f';
    if (isMark) {
      isScalar = lexeme === '\u001f';
      continue;
    }
    if (!isScalar && lexeme === '---' && col === 1) starts.push(row);
    if (!isScalar && lexeme.startsWith('#') && isForUs(lexeme)) found.push({ text: lexeme.trimEnd(), row, col });
    isScalar = false;
    const lines = lexeme.split('\n');
    row += lines.length - 1;
    col = lines.length === 1 ? col + lexeme.length : lines.at(-1)!.length + 1;
  }
  return found.map((comment) => {
    const from = starts.findLast((start) => start <= comment.row) ?? 1;
    const next = starts.find((start) => start > comment.row);
    const rows = { from, to: next === undefined ? row : next - 1 };
    return { text: comment.text, place: { file: path, row: comment.row, col: comment.col }, rows };
  });
}

/**
 * Leaves the comments that the trusted files have too, on the same block or YAML document.
 * Shape: `texts` are those that the comments were found in, by path; a notice for each comment that is left out.
 */
export function trustedComments(
  comments: readonly SourceComment[],
  texts: ReadonlyMap<string, CommentedText>,
  trusted: TrustedConfig,
): { readonly comments: readonly SourceComment[]; readonly diagnostics: readonly Diagnostic[] } {
  const known = new Set<string>();
  for (const path of new Set(comments.map((one) => one.place.file))) {
    trusted.fetch(path);
    const file = resolve(trusted.cwd, path);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    for (const comment of findComments([{ path, text }])) known.add(signatureOf(comment, text));
  }
  const isKnown = (one: SourceComment) => known.has(signatureOf(one, texts.get(one.place.file)?.text ?? ''));
  const diagnostics = comments
    .filter((one) => !isKnown(one))
    .map(({ place }) => {
      const message = `a comment that waives, at \`${place.file}:${place.row}\`, is not in \`${trusted.name}\`; it was not applied`;
      return noticeDiagnostic('config_changed', message, { place });
    });
  return { comments: comments.filter(isKnown), diagnostics };
}

/** What a comment says and of what: the block's first line, or what kind and names the YAML document has. */
function signatureOf({ text, place, rows }: SourceComment, source: string): string {
  const lines = rows === undefined ? [] : source.split(/\r?\n/).slice(rows.from - 1, rows.to);
  const isYaml = /\.ya?ml$/i.test(place.file);
  const about = isYaml ? lines.filter((line) => /\b(?:kind|name|namespace)\s*:/.test(line)) : lines.slice(0, 1);
  return JSON.stringify([place.file, text, about]);
}
