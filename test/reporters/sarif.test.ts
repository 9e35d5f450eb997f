import { describe, expect, test } from 'vitest';
import { loadReporter } from '../../reporters/index.ts';
import { comparedAssessment, hostileAssessment, sampleAssessment } from './sample-assessment.ts';

type Json = { readonly [key: string]: unknown };
type Region = { readonly startLine: number; readonly startColumn: number };
type Location = {
  readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string }; readonly region: Region };
  readonly message?: { readonly text: string };
};
type SarifResult = {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly partialFingerprints: { readonly [name: string]: string };
  readonly suppressions: readonly Json[];
  readonly baselineState?: string;
};
type Run = {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Json[] } };
  readonly invocations: readonly (Json & {
    readonly toolExecutionNotifications: readonly (Json & { readonly level: string })[];
  })[];
  readonly results: readonly SarifResult[];
};

async function runOf(assessment: typeof sampleAssessment): Promise<Run> {
  const render = await loadReporter('sarif');
  const log = JSON.parse([...render(assessment, { colour: false, columns: 80 })].join(''));
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

// The rules of SARIF 2.1.0's schema that this report touches; checked against the whole official schema by hand.
describe.for([
  ['sample', sampleAssessment],
  ['hostile', hostileAssessment],
  ['compared', comparedAssessment],
] as const)('%s', ([, assessment]) => {
  test('rules have ids, texts, help and a level', async () => {
    const { tool } = await runOf(assessment);
    const ids = tool.driver.rules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of tool.driver.rules) {
      for (const name of ['shortDescription', 'fullDescription', 'help'])
        expect((rule[name] as { text: string }).text.length).toBeGreaterThan(0);
      expect(['none', 'note', 'warning', 'error']).toContain((rule.defaultConfiguration as { level: string }).level);
      expect(Number((rule.properties as Json)['security-severity'])).toBeGreaterThan(0);
      if (rule.helpUri !== undefined) expect(rule.helpUri).toMatch(/^https:\/\//);
    }
  });

  test('results point at their rule, a place and a fingerprint', async () => {
    const { tool, results } = await runOf(assessment);
    expect(results).toHaveLength(assessment.findings.length);
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex]!.id).toBe(result.ruleId);
      expect(['note', 'warning', 'error']).toContain(result.level);
      expect(result.message.text).not.toMatch(/\]\(/);
      for (const { physicalLocation } of [...result.locations, ...(result.relatedLocations ?? [])]) {
        const { artifactLocation, region } = physicalLocation!;
        expect(URL.canParse(artifactLocation.uri, 'file:///root/')).toBe(true);
        expect(artifactLocation.uri).toMatch(/^[\w\-.~!*'()%/]+$/);
        expect(region.startLine).toBeGreaterThan(0);
        expect(region.startColumn).toBeGreaterThan(0);
      }
      for (const digest of Object.values(result.partialFingerprints)) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(new Set(results.map((one) => Object.values(one.partialFingerprints)[0])).size).toBe(results.length);
  });

  test('what could not be judged is a notification', async () => {
    const [invocation] = (await runOf(assessment)).invocations;
    const texts = invocation!.toolExecutionNotifications.map((one) => (one.message as { text: string }).text);
    expect(texts.filter((text) => text.startsWith('unknown: '))).toHaveLength(1);
    expect(texts.filter((text) => text.startsWith('error: '))).toHaveLength(1);
    expect(texts.filter((text) => text.startsWith('not checked: '))).toHaveLength(2);
    for (const one of invocation!.toolExecutionNotifications)
      expect(['none', 'note', 'warning', 'error']).toContain(one.level);
    expect(invocation!.exitCode).toBe(1);
  });
});

test('waived findings are suppressed, modules are related locations', async () => {
  const { results } = await runOf(sampleAssessment);
  const waived = results.filter((result) => result.suppressions.length > 0);
  expect(waived.map((result) => result.ruleId)).toEqual(['aws/s3-bucket-public-access']);
  expect(waived[0]!.suppressions[0]).toMatchObject({ kind: 'external', status: 'accepted' });
  const inModule = results.find((result) => result.relatedLocations !== undefined);
  expect(inModule!.relatedLocations!.map((one) => one.message!.text)).toEqual([
    'called as module.storage',
    'called as module.owner',
  ]);
});

test('baseline states are there only with a base', async () => {
  expect((await runOf(sampleAssessment)).results.every((result) => result.baselineState === undefined)).toBe(true);
  const compared = (await runOf(comparedAssessment)).results;
  expect(compared.map((result) => `${result.ruleId} ${result.baselineState}`)).toEqual([
    'aws/s3-bucket-encryption new',
    'aws/s3-bucket-public-access new',
    'aws/s3-bucket-versioning new',
    'aws/security-group-open-admin-ports unchanged',
  ]);
});
