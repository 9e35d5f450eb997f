/**
 * The parts of a Go time layout, written with the reference time Mon Jan 2 15:04:05 MST 2006.
 * Shape: each chunk is literal text, a field by its spelling, or a fraction of seconds.
 * Source: Go time/format.go nextStdChunk.
 */
export type Chunk =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly text: string }
  | { readonly kind: 'fraction'; readonly separator: string; readonly digits: number; readonly trims: boolean };

/** Longest spellings first where one begins another. */
const FIELDS: readonly string[] = [
  'January',
  'Jan',
  'Monday',
  'Mon',
  'MST',
  '002',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '2006',
  '15',
  '1',
  '__2',
  '_2',
  '2',
  '3',
  '4',
  '5',
  'PM',
  'pm',
  '-07:00:00',
  '-070000',
  '-07:00',
  '-0700',
  '-07',
  'Z07:00:00',
  'Z070000',
  'Z07:00',
  'Z0700',
  'Z07',
];

/** Layouts are few; their chunks are kept. */
const MAX_LAYOUTS = 100;
const layouts = new Map<string, readonly Chunk[]>();

export function chunksOf(layout: string): readonly Chunk[] {
  const known = layouts.get(layout);
  if (known !== undefined) return known;
  const chunks = splitLayout(layout);
  if (layouts.size >= MAX_LAYOUTS) layouts.delete(layouts.keys().next().value as string);
  layouts.set(layout, chunks);
  return chunks;
}

function splitLayout(layout: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let text = '';
  const push = (chunk: Chunk) => {
    if (text !== '') chunks.push({ kind: 'text', text });
    text = '';
    chunks.push(chunk);
  };
  for (let at = 0; at < layout.length; ) {
    const fraction = /^[.,](0+|9+)(?![0-9])/.exec(layout.slice(at));
    if (fraction !== null) {
      const digits = fraction[1] as string;
      push({ kind: 'fraction', separator: layout[at] as string, digits: digits.length, trims: digits[0] === '9' });
      at += fraction[0].length;
      continue;
    }
    const field = FIELDS.find((spelling) => layout.startsWith(spelling, at) && isField(layout, at, spelling));
    if (field === undefined) {
      text += layout[at];
      at++;
      continue;
    }
    push({ kind: 'field', text: field });
    at += field.length;
  }
  if (text !== '') chunks.push({ kind: 'text', text });
  return chunks;
}

function isField(layout: string, at: number, spelling: string): boolean {
  if (spelling === 'Jan' || spelling === 'Mon') return !/^[a-z]/.test(layout.slice(at + 3));
  // `_2006` is a text `_` before the year
  return spelling !== '_2' || !layout.startsWith('_2006', at);
}

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

/**
 * A text in the double quotes of the time package: bytes of anything but printable ASCII and DEL as `\xNN`.
 * Source: Go time/format.go quote.
 */
export function quoteTime(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const shown = bytes.replace(/["\\]|[^ -\u007f]/g, (byte) =>
    byte === '"' || byte === '\\' ? `\\${byte}` : `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${shown}"`;
}
