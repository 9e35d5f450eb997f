import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../../engine/assessment.ts';
import { codeSpan, csvCell, escapeMarkdown, pathToUri } from '../../reporters/escape.ts';
import { loadReporter, REPORT_FORMATS, type ReportFormat } from '../../reporters/index.ts';
import { comparedAssessment, emptyAssessment, hostileAssessment, sampleAssessment } from './sample-assessment.ts';

const ASSESSMENTS = [
  ['sample', sampleAssessment],
  ['hostile', hostileAssessment],
  ['compared', comparedAssessment],
  ['empty', emptyAssessment],
] as const;

async function renderAs(format: ReportFormat, assessment: Assessment, colour = false): Promise<string> {
  const render = await loadReporter(format);
  return [...render(assessment, { colour, columns: 100 })].join('');
}

describe('json', () => {
  const schema = JSON.parse(readFileSync(new URL('../../reporters/assessment.schema.json', import.meta.url), 'utf8'));
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  test.for(ASSESSMENTS)('%s is valid against the published schema', async ([, assessment]) => {
    validate(JSON.parse(await renderAs('json', assessment)));
    expect(validate.errors).toBeNull();
  });

  test('counts, statuses and unknown paths are those of the run', async () => {
    const report = JSON.parse(await renderAs('json', comparedAssessment));
    expect(report.summary.verdicts).toEqual({ pass: 2, fail: 3, unknown: 1, 'not-applicable': 1, waived: 1, error: 1 });
    const statuses = report.results.flatMap((one: { findings?: { status: string }[] }) => one.findings ?? []);
    expect(statuses.map((one: { status: string }) => one.status)).toEqual(['new', 'waived', 'new', 'existing']);
    const unknown = report.results.find((one: { verdict: string }) => one.verdict === 'unknown');
    expect(unknown.unknown).toEqual({ paths: [['LoggingConfiguration', 'owner']], decidedBy: ['aws_s3_bucket.logs'] });
  });
});

describe('every report', () => {
  test.for(REPORT_FORMATS)('%s has no control character but the line breaks of its own', async (format) => {
    const text = await renderAs(format, hostileAssessment);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    if (format !== 'csv') expect(text).not.toContain('\r');
  });

  test.for(REPORT_FORMATS)('%s tells every verdict that is not good and what was not checked', async (format) => {
    const text = await renderAs(format, sampleAssessment);
    expect(text).toContain('port 22 is open');
    expect(text).toContain('eval_type_error'.replaceAll('_', format === 'markdown' ? '\\_' : '_'));
    expect(text).toContain('LoggingConfiguration');
    expect(text).toContain('AWS::SQS::Queue');
    expect(text).not.toMatch(/compliant/i);
  });
});

describe('text', () => {
  test('a small run fits a screen', async () => {
    expect((await renderAs('text', sampleAssessment)).split('\n').length).toBeLessThanOrEqual(40);
  });

  test('colour is only there when asked for', async () => {
    expect(await renderAs('text', sampleAssessment, false)).not.toContain('\u001b[');
    expect(await renderAs('text', sampleAssessment, true)).toContain('\u001b[31mfail');
  });

  test('no line of it is a workflow command', async () => {
    for (const line of (await renderAs('text', hostileAssessment)).split('\n')) {
      expect(line.trim()).not.toMatch(/^::/);
      expect(line).not.toMatch(/##\[|##vso\[/);
    }
  });
});

describe('github', () => {
  test('every line is one command with its own properties', async () => {
    const lines = (await renderAs('github', hostileAssessment)).trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(/^::(error|warning|notice) (file=[^,:]+,line=\d+,col=\d+,)?title=[^,:]+::./);
    expect(lines).toHaveLength(8);
  });
});

describe('markdown', () => {
  test('mentions, links, references and HTML come out as words', async () => {
    const text = await renderAs('markdown', hostileAssessment);
    expect(text).not.toMatch(/@[a-z0-9]/i);
    const outside = text.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/<(script|img|svg|b)\b/);
    expect(outside).not.toMatch(/\]\(javascript:/);
  });

  test('a large run is cut below what a comment holds, and says so', async () => {
    const many = Array.from({ length: 3000 }, () => sampleAssessment.findings).flat();
    const text = await renderAs('markdown', { ...sampleAssessment, findings: many });
    expect(text.length).toBeLessThan(65_000);
    expect(text).toMatch(/and \d+ more, see the full report/);
    expect(text).toContain('probity 0.1.0');
  });

  test.for([
    { note: 'backticks', text: 'a``b', want: '```a``b```' },
    { note: 'leading backtick', text: '`a', want: '`` `a ``' },
    { note: 'empty', text: '', want: '` `' },
  ])('code: $note', ({ text, want }) => {
    expect(codeSpan(text)).toBe(want);
  });

  test('a run of formatting is escaped', () => {
    expect(escapeMarkdown('**a** _b_ [c](d) <e> |f| ~~g~~')).toBe(
      '\\*\\*a\\*\\* \\_b\\_ \\[c\\]\\(d\\) &lt;e&gt; \\|f\\| \\~\\~\u200bg\\~\\~',
    );
  });
});

describe('csv', () => {
  test.for([
    { text: '=1+1', want: `"'=1+1"` },
    { text: '@SUM(A1)', want: `"'@SUM(A1)"` },
    { text: ' -2', want: `"' -2"` },
    { text: '+49', want: `"'+49"` },
    { text: '\t=1', want: '"\\u{9}=1"' },
    { text: 'say "a", b', want: '"say ""a"", b"' },
  ])('$text', ({ text, want }) => {
    expect(csvCell(text)).toBe(want);
  });
});

describe('html', () => {
  test('loads nothing, runs nothing, and links only to the web', async () => {
    const text = await renderAs('html', hostileAssessment);
    expect(text).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/<(img|svg|iframe|object|link|form|base)\b/);
    for (const [, target] of text.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^(#|https?:\/\/)/);
    expect(text).not.toMatch(/src=["']?http/);
  });

  test('the style is the one that its policy allows', async () => {
    const text = await renderAs('html', sampleAssessment);
    const { createHash } = await import('node:crypto');
    const style = /<style>([\s\S]*)<\/style>/.exec(text)![1]!;
    expect(text).toContain(`sha256-${createHash('sha256').update(style).digest('base64')}`.replaceAll('=', '&#x3D;'));
  });

  test('the inline JSON is whole', async () => {
    const text = await renderAs('html', hostileAssessment);
    const json = /<script type="application\/json" id="probity">(.*?)<\/script>/s.exec(text)![1]!;
    expect(json).not.toContain('<');
    expect(JSON.parse(json)).toMatchObject({ schemaVersion: '1.0.0', gate: { status: 'failed', exitCode: 1 } });
  });

  test('every control, the waivers and the population are on the page', async () => {
    const text = await renderAs('html', sampleAssessment);
    for (const word of [
      'CC1.1',
      'CC6.6',
      'A1.2',
      'not-automated',
      'web-team',
      'expired',
      'AWS::SQS::Queue',
      'plan.json',
    ])
      expect(text).toContain(word);
  });
});

describe('junit', () => {
  const ELEMENT = /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/y;

  test.for(ASSESSMENTS)('%s is well formed', async ([, assessment]) => {
    const text = (await renderAs('junit', assessment)).replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '');
    const open: string[] = [];
    ELEMENT.lastIndex = 0;
    while (ELEMENT.lastIndex < text.length) {
      const match = ELEMENT.exec(text);
      expect(match, `not well formed`).not.toBeNull();
      const [, closes, name, attributes, isEmpty, words] = match!;
      expect(`${attributes ?? ''}${words ?? ''}`.replace(/&(amp|lt|gt|quot|apos);/g, '')).not.toContain('&');
      if (name === undefined) continue;
      if (closes === '/') expect(open.pop()).toBe(name);
      else if (isEmpty === '') open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('unknown and error are errors; waived, not applicable and known ones are skipped', async () => {
    const text = await renderAs('junit', comparedAssessment);
    expect(text).toMatch(/<error type="unknown"/);
    expect(text).toMatch(/<error type="error"/);
    expect(text).toMatch(/<skipped message="waived: /);
    expect(text).toMatch(/<skipped message="not-applicable: /);
    expect(text).toMatch(/<skipped message="already in the base: port 22/);
    expect(text.match(/<failure /g)).toHaveLength(3);
  });
});

describe('gitlab', () => {
  test('fingerprints are unique and severities are of the format', async () => {
    const rows: { fingerprint: string; severity: string; location: { path: string; lines: { begin: number } } }[] =
      JSON.parse(await renderAs('gitlab', sampleAssessment));
    expect(new Set(rows.map((one) => one.fingerprint)).size).toBe(rows.length);
    for (const one of rows) {
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(one.severity);
      expect(one.location.lines.begin).toBeGreaterThan(0);
      expect(one.location.path).not.toMatch(/^\.?\//);
    }
  });
});

test.for([
  { path: './a b/c#d.tf', want: 'a%20b/c%23d.tf' },
  { path: '/x/y.json', want: 'file:///x/y.json' },
  { path: 'a\\b.tf', want: 'a/b.tf' },
])('the URI of $path', ({ path, want }) => {
  expect(pathToUri(path)).toBe(want);
});
