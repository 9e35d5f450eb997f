import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../../engine/assessment.ts';
import { loadReporter, REPORT_FORMATS, type ReportFormat } from '../../reporters/index.ts';
import { comparedAssessment, emptyAssessment, hostileAssessment, sampleAssessment } from './sample-assessment.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/reports/', import.meta.url));

const ASSESSMENTS: Readonly<Record<string, Assessment>> = {
  sample: sampleAssessment,
  hostile: hostileAssessment,
  compared: comparedAssessment,
  empty: emptyAssessment,
};

const EXTENSIONS = {
  text: 'txt',
  json: 'json',
  sarif: 'sarif',
  junit: 'xml',
  github: 'log',
  gitlab: 'json',
  markdown: 'md',
  html: 'html',
  csv: 'csv',
} as const satisfies Record<ReportFormat, string>;

const CASES = Object.keys(ASSESSMENTS).flatMap((name) =>
  REPORT_FORMATS.map((format) => ({ name, format, file: `${name}.${format}.${EXTENSIONS[format]}` })),
);

describe('reports are exactly their goldens', () => {
  test.for(CASES)('$file', async ({ name, format, file }) => {
    const render = await loadReporter(format);
    const text = [...render(ASSESSMENTS[name]!, { colour: false, columns: 100 })].join('');
    const path = `${FOLDER}${file}`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
    expect(existsSync(path), `${file} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });

  test('no golden is an orphan', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(CASES.map((one) => one.file).sort());
  });

  test('the same assessment renders the same bytes twice', async () => {
    for (const format of REPORT_FORMATS) {
      const render = await loadReporter(format);
      const twice = [1, 2].map(() => [...render(hostileAssessment, { colour: true, columns: 80 })].join(''));
      expect(twice[0]).toBe(twice[1]);
    }
  });
});
