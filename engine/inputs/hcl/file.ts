import type { Diagnostic, Place } from '../../diagnostics/index.ts';
import type { Body, Span } from './types.ts';

/** One `.tf` or `.tf.json` file as the caller read it. `path` is what is printed, with `/`. */
export type SourceText = { readonly path: string; readonly text: string };

/**
 * One file of HCL, parsed.
 * Shape:  what could be read is in `body`, whatever the diagnostics say. `comments` in order, marks included.
 */
export type HclFile = {
  readonly path: string;
  readonly text: string;
  readonly syntax: 'native' | 'json';
  readonly body: Body;
  readonly comments: readonly Span[];
  readonly diagnostics: readonly Diagnostic[];
  readonly placeOf: (offset: number) => Place;
};

/**
 * Turns offsets of a text into rows and columns.
 * Units:  offsets are 0-based UTF-16 code units; row and col are 1-based. A line ends at `\n`. Columns count code points, a
 *         byte order mark not counted; Terraform itself counts grapheme clusters, which differs after combining characters only.
 */
export function createOffsetPlaces(file: string, text: string): (offset: number) => Place {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    let col = 1;
    for (let at = starts[low] as number; at < offset; at += 1) {
      const unit = text.charCodeAt(at);
      const isLowHalf = unit >= 0xdc00 && unit <= 0xdfff && at > 0 && isHighHalf(text.charCodeAt(at - 1));
      if (!isLowHalf && !(at === 0 && unit === 0xfeff)) col += 1;
    }
    return { file, row: low + 1, col };
  };
}

function isHighHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The whole line around an offset, for carets; undefined where it is too long to show. */
export function lineAround(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const last = end < 0 ? text.length : end;
  return last - start > 2000
    ? undefined
    : text
        .slice(start, last)
        .replace(/\r$/, '')
        .replace(/^\ufeff/, '');
}
