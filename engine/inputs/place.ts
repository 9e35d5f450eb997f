import type { Place } from '../diagnostics/index.ts';

/** Bytes between two checkpoints of the table of lines. */
const STRIDE = 64 * 1024;

/**
 * Turns byte offsets of UTF-8 text into rows and columns.
 * Shape:  the table is made at the first call, one checkpoint each 64 KiB, so that a later call reads at most that much;
 *         a file of one line of 100 MB costs no more than one of many lines.
 * Units:  offsets are 0-based bytes; row and col are 1-based, col counts code points. A line ends at `\n`.
 */
export function createPlaceFinder(file: string, bytes: Uint8Array): (offset: number) => Place {
  let rows: number[] | undefined;
  const cols: number[] = [];
  const advance = (from: number, to: number, start: readonly [number, number]): [number, number] => {
    let [row, col] = start;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === 10) {
        row += 1;
        col = 1;
      } else if ((byte & 0xc0) !== 0x80) col += 1;
    }
    return [row, col];
  };
  return (offset) => {
    if (rows === undefined) {
      rows = [];
      let here: [number, number] = [1, 1];
      for (let at = 0; at <= bytes.length; at += STRIDE) {
        rows.push(here[0]);
        cols.push(here[1]);
        here = advance(at, Math.min(at + STRIDE, bytes.length), here);
      }
    }
    const wanted = Math.max(0, Math.min(offset, bytes.length));
    const block = Math.floor(wanted / STRIDE);
    const [row, col] = advance(block * STRIDE, wanted, [rows[block] ?? 1, cols[block] ?? 1]);
    return { file, row, col };
  };
}

/** The whole line that holds the byte at `offset`, or undefined where it is too long to show. */
export function lineAt(bytes: Uint8Array, offset: number): string | undefined {
  const start = bytes.lastIndexOf(10, offset - 1) + 1;
  const end = bytes.indexOf(10, offset);
  const last = end < 0 ? bytes.length : end;
  if (offset < start || last - start > 2000) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, last - start)
    .toString('utf8')
    .replace(/\r$/, '');
}
