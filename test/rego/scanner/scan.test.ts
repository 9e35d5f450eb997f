import { describe, expect, test } from 'vitest';
import { scan } from '../../../engine/rego/scanner/index.ts';
import { SPELLING } from '../../../engine/rego/scanner/token.ts';
import { locate, offsetAt } from '../../../engine/rego/source/index.ts';

type ScanCase = {
  readonly note: string;
  readonly text: string;
  /** `row:col spelling text` of each token but the last. */
  readonly tokens: readonly string[];
  readonly eof?: string;
  readonly errors?: readonly string[];
};

const CASES: readonly ScanCase[] = [
  { note: 'empty text', text: '', tokens: [], eof: '1:0' },
  {
    note: 'keywords and names',
    text: 'if iff _x a1',
    tokens: ['1:1 if if', '1:4 identifier iff', '1:8 identifier _x', '1:11 identifier a1'],
    eof: '1:12',
  },
  { note: 'numbers as written', text: '1.50 1e-3 0', tokens: ['1:1 number 1.50', '1:6 number 1e-3', '1:11 number 0'] },
  {
    note: 'two-character operators',
    text: ':= == != <= >= = <',
    tokens: ['1:1 assign :=', '1:4 equal ==', '1:7 neq !=', '1:10 lte <=', '1:13 gte >=', '1:16 eq =', '1:18 lt <'],
  },
  { note: 'col counts code points', text: '"😀" x', tokens: ['1:1 string "😀"', '1:5 identifier x'] },
  { note: 'a tab is one column', text: '\t x', tokens: ['1:3 identifier x'] },
  { note: 'a byte order mark is one column', text: '\ufeffx', tokens: ['1:2 identifier x'] },
  { note: 'carriage returns are white space', text: 'x\r\ny', tokens: ['1:1 identifier x', '2:1 identifier y'] },
  { note: 'raw string over lines', text: '`a\nb` x', tokens: ['1:1 string `a\nb`', '2:4 identifier x'] },
  { note: 'end after a line break', text: 'x\n', tokens: ['1:1 identifier x'], eof: '2:0' },
  {
    note: 'open string',
    text: 'x := "abc',
    tokens: ['1:1 identifier x', '1:3 assign :=', '1:6 illegal "abc'],
    errors: ['2 non-terminated string'],
  },
  { note: 'bad escape', text: '"\\q"', tokens: ['1:1 illegal "\\q"'], errors: ['0 illegal escape sequence'] },
  { note: 'stray character', text: 'x @ y', tokens: ['1:1 identifier x', '1:3 illegal @', '1:5 identifier y'] },
  { note: 'stray astral character', text: '😀 y', tokens: ['1:1 illegal 😀', '1:3 identifier y'] },
  { note: 'lone !', text: '!x', tokens: ['1:1 illegal !', '1:2 identifier x'], errors: ['0 illegal ! character'] },
  { note: 'no fraction', text: '1.', tokens: ['1:1 illegal 1.'], errors: ['0 expected fraction'] },
  { note: 'no exponent', text: '1e', tokens: ['1:1 illegal 1e'], errors: ['0 expected exponent'] },
  {
    note: 'letters after digits',
    text: '0a2b c',
    tokens: ['1:1 illegal 0a2b', '1:6 identifier c'],
    errors: ['0 illegal number format'],
  },
  {
    note: 'null character spoils the token before it',
    text: 'x\0',
    tokens: ['1:1 illegal x', '1:2 illegal \0'],
    errors: ['0 illegal null character'],
  },
  {
    note: 'lone surrogate',
    text: 'x \ud800',
    tokens: ['1:1 identifier x', '1:2 illegal  ', '1:3 illegal \ud800'],
    errors: ['1 illegal utf-8 character'],
  },
  {
    note: 'byte order mark inside',
    text: 'x\ufeff',
    tokens: ['1:1 illegal x', '1:2 illegal \ufeff'],
    errors: ['0 illegal byte-order mark'],
  },
  {
    note: 'template string',
    text: '$"a {x} b" y',
    tokens: [
      '1:1 template-string-part $"a {',
      '1:6 identifier x',
      '1:7 } }',
      '1:8 template-string-end  b"',
      '1:12 identifier y',
    ],
  },
  {
    note: 'braces and a template inside a template',
    text: '$"{ {1} }{$`{y}`}"',
    tokens: [
      '1:1 template-string-part $"{',
      '1:5 { {',
      '1:6 number 1',
      '1:7 } }',
      '1:9 } }',
      '1:10 template-string-part {',
      '1:11 raw-template-string-part $`{',
      '1:14 identifier y',
      '1:15 } }',
      '1:16 raw-template-string-end `',
      '1:17 } }',
      '1:18 template-string-end "',
    ],
  },
  { note: 'escaped brace in a template', text: '$"\\{x}"', tokens: ['1:1 template-string-end $"\\{x}"'] },
];

describe('scan', () => {
  test.each(CASES)('$note', ({ text, tokens, eof, errors }) => {
    const scanned = scan({ name: 'a.rego', text });
    const got = Array.from({ length: scanned.length - 1 }, (_, at) => {
      const part = text.slice(scanned.starts[at], scanned.ends[at]);
      return `${scanned.rows[at]}:${scanned.cols[at]} ${SPELLING[scanned.kinds[at]!]} ${part}`;
    });
    expect(got).toEqual(tokens);
    const last = scanned.length - 1;
    if (eof !== undefined) expect(`${scanned.rows[last]}:${scanned.cols[last]}`).toBe(eof);
    expect([...scanned.errors].flatMap(([at, texts]) => texts.map((message) => `${at} ${message}`))).toEqual(
      errors ?? [],
    );
  });

  test('comments are kept with their place', () => {
    const { comments } = scan({ name: 'a.rego', text: '# one\r\nx # two' });
    expect(comments.map(({ text, span }) => [text, span.row, span.col])).toEqual([
      [' one', 1, 1],
      [' two', 2, 3],
    ]);
  });
});

describe('locate', () => {
  const source = { name: 'a.rego', text: 'a\n\t😀b\n' };
  test.each([
    [0, 1, 1],
    [1, 1, 2],
    [2, 2, 1],
    [5, 2, 3],
    [7, 3, 1],
  ])('offset %i is %i:%i and back', (offset, row, col) => {
    expect(locate(source, offset)).toEqual({ row, col });
    expect(offsetAt(source, { row, col })).toBe(offset);
  });
});
