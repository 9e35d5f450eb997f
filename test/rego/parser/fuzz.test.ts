import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { print } from '../../../engine/rego/ast/index.ts';
import { parseModule, parseQuery } from '../../../engine/rego/parser/index.ts';
import { moduleShape } from './shape.ts';

// One seed for every run: what is found once is found again.
fc.configureGlobal({ seed: 20_261_123 });

const PIECES =
  `package import as default else not some with null true false in every contains if and or a b x _ f data input set()
  1 0 -1 .5 1e3 "s" "\\u00e9" \`r\` $"t{ } " $\`u{ [ ] { } ( ) , : := = == != < <= > >= + - * / % & | ; . # ! $ @ future.keywords rego.v1`
    .split(/\s+/)
    .filter((piece) => piece !== '');

const soup = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('', ' ', '\n')), { maxLength: 60 })
  .map((pairs) => pairs.map(([piece, space]) => piece + space).join(''));

const version = fc.constantFrom('v0' as const, 'v1' as const);

/** Terms as text, `depth` deep. */
const { term, body, expr } = fc.letrec<{ term: string; body: string; expr: string; ref: string; scalar: string }>(
  (tie) => ({
    scalar: fc.oneof(
      fc.constantFrom(
        'null',
        'true',
        '1',
        '-2.5e3',
        '0.10',
        '`raw`',
        'input',
        'data',
        '_',
        'x',
        'y',
        'set()',
        '$"plain"',
      ),
      fc.string().map((text) => JSON.stringify(text)),
    ),
    ref: fc.oneof(
      fc.constantFrom('x.y', 'data.a["b c"].if', 'input[_].z', 'f(x)[0]', '[1, 2][i]', '{"a": 1}.a'),
      tie('term').map((index) => `xs[${index}]`),
    ),
    term: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      tie('scalar'),
      tie('ref'),
      fc.array(tie('term'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc
        .array(tie('term'), { minLength: 1, maxLength: 3 })
        .map((items) => `{${items.map((item) => `(${item})`).join(', ')}}`),
      fc
        .array(fc.tuple(tie('term'), tie('term')), { maxLength: 2 })
        .map((pairs) => `{${pairs.map(([k, v]) => `(${k}): (${v})`).join(', ')}}`),
      fc.tuple(tie('term'), tie('body')).map(([head, rest]) => `[(${head}) | ${rest}]`),
      fc.tuple(tie('term'), tie('body')).map(([head, rest]) => `{(${head}) | ${rest}}`),
      fc.tuple(tie('term'), tie('term'), tie('body')).map(([key, value, rest]) => `{(${key}): (${value}) | ${rest}}`),
      fc
        .tuple(
          tie('term'),
          fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '==', '!=', '<', '>=', 'in'),
          tie('term'),
        )
        .map((parts) => `(${parts.join(' ')})`),
      fc.array(tie('term'), { maxLength: 3 }).map((args) => `f.g(${args.join(', ')})`),
      fc.tuple(tie('term'), tie('term')).map(([a, b]) => `$"x \\{ {${a}} y {${b}}"`),
    ),
    expr: fc.oneof(
      { maxDepth: 4 },
      tie('term'),
      tie('term').map((value) => `not ${value}`),
      fc.tuple(tie('term'), fc.constantFrom(':=', '=', '=='), tie('term')).map((parts) => parts.join(' ')),
      fc.constantFrom('some x, y', 'some a in xs', 'some k, v in xs'),
      tie('body').map((rest) => `every k, v in xs { ${rest} }`),
      fc.tuple(tie('term'), tie('term')).map(([value, mock]) => `${value} with input.x as ${mock} with f as g`),
    ),
    body: fc.array(tie('expr'), { minLength: 1, maxLength: 3 }).map((exprs) => exprs.join('; ')),
  }),
);

/** One expression a line; a minus would go on with the line before. */
const lines = fc
  .array(expr, { minLength: 1, maxLength: 3 })
  .map((exprs) => exprs.map((text, i) => (i > 0 && text.startsWith('-') ? `;${text}` : text)).join('\n'));

const rule = fc.oneof(
  lines.map((text) => `p if {\n${text}\n}`),
  term.map((text) => `q := ${text}`),
  fc.tuple(term, body).map(([key, text]) => `r contains ${key} if { true; ${text} }`),
  fc.tuple(term, body).map(([value, text]) => `f(x, _) := ${value} if { ${text} } else := ${value} if { x } else := 1`),
  fc.tuple(term, term, body).map(([key, value, text]) => `s.t[${key}] := ${value} if { ${text} }`),
  fc.constantFrom('default u := {"a": [1]}', 'default g(_) := 0', 'v.w', 'h(x)').filter((text) => text !== 'v.w'),
);

describe('fuzz', () => {
  test('no text makes the parser throw, and errors lie within it', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), version, (text, regoVersion) => {
        const source = { name: 'a.rego', text: `package a\n${text}` };
        const options = { regoVersion, experimentalKeywords: true, allErrors: true } as const;
        const outcome = parseModule(source, options);
        const rows = source.text.split('\n').length;
        for (const { place } of outcome.diagnostics) expect(place?.row).toBeLessThanOrEqual(rows);
        parseQuery({ name: 'q', text }, options);
      }),
      { numRuns: 3000 },
    );
  });

  test('a text that is cut off anywhere is an error or a module', () => {
    fc.assert(
      fc.property(rule, fc.nat(), (text, cut) => {
        parseModule(
          { name: 'a.rego', text: `package a\n${text}`.slice(0, cut % (text.length + 10)) },
          { regoVersion: 'v1' },
        );
      }),
      { numRuns: 1000 },
    );
  });

  test.each([20_261_123, -1_226_411_481])('printing a module gives a text that parses to it, seed %i', (seed) => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), (rules) => {
        const text = `package a.b\n\nimport data.x as y\n\n${rules.join('\n')}\n`;
        const parsed = parseModule({ name: 'a.rego', text }, { regoVersion: 'v1' });
        if (!parsed.ok) throw new Error(`${parsed.diagnostics[0]?.message}\n${text}`);
        const printed = print(parsed.value);
        const again = parseModule({ name: 'b.rego', text: printed }, { regoVersion: 'v1' });
        if (!again.ok) throw new Error(`${again.diagnostics[0]?.message}\n${printed}`);
        expect(numbered(moduleShape(again.value))).toEqual(numbered(moduleShape(parsed.value)));
      }),
      { numRuns: 1000, seed },
    );
  });
});

/** Wildcards by their order: those of an object's repeated key are gone with it, and leave a gap in the numbers. */
function numbered(shape: unknown): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(shape).replace(/"\$[0-9]+"/g, (name) => {
    if (!names.has(name)) names.set(name, `"$${names.size}"`);
    return names.get(name)!;
  });
  return JSON.parse(text);
}
