import type { Event } from 'js-yaml';
import { MAX_DEPTH } from '../limits.ts';
import { loadJsYaml } from './load.ts';

/** Events of a text. `text` is what their offsets count in; `toOriginal` brings such an offset back to the text given. */
export type YamlEvents = {
  readonly text: string;
  readonly events: readonly Event[];
  readonly toOriginal: (offset: number) => number;
};

/** How many lines of one file are mended before its error is told after all. */
const MAX_MENDED = 400;
const INDENTS = [64, 1024] as const;

/**
 * Parses YAML into events, as leniently as kubectl about the indentation within brackets and quotes.
 * Shape:  YAML wants continued lines of `[...]`, `{...}` and quoted text indented; kubectl does not, and manifests rely on it.
 *         Leading space means nothing there, so such a line is indented and the text is read again.
 * Errors: throws js-yaml's exception, and RangeError when it nests too deep for the stack.
 * Source: libyaml's scanner checks indentation in block context only.
 */
export function readEvents(source: string): YamlEvents {
  const { parseEvents, YAMLException } = loadJsYaml();
  const mended = new Map<number, number>();
  let text = source;
  for (;;) {
    const toOriginal = originalOffset(mended);
    try {
      return { text, events: parseEvents(text, { maxDepth: MAX_DEPTH }), toOriginal };
    } catch (error) {
      if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
      const line = toOriginal(lineStart(text, error.mark.position));
      const indent = INDENTS.find((one) => one > (mended.get(line) ?? 0));
      const isMendable = error.reason === 'deficient indentation' && indent !== undefined && mended.size < MAX_MENDED;
      if (!isMendable) {
        error.mark.position = toOriginal(error.mark.position);
        throw error;
      }
      mended.set(line, indent);
      text = withIndents(source, mended);
    }
  }
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function withIndents(source: string, mended: ReadonlyMap<number, number>): string {
  const parts: string[] = [];
  let from = 0;
  for (const [line, indent] of [...mended].sort(([left], [right]) => left - right)) {
    parts.push(source.slice(from, line), ' '.repeat(indent));
    from = line;
  }
  return parts.join('') + source.slice(from);
}

function originalOffset(mended: ReadonlyMap<number, number>): (offset: number) => number {
  const lines = [...mended].sort(([left], [right]) => left - right);
  return (offset) => {
    let added = 0;
    for (const [line, indent] of lines) {
      if (offset < line + added) break;
      added += Math.min(indent, offset - line - added);
    }
    return offset - added;
  };
}
