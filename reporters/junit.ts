import { groupBy, type JudgedResult } from '../engine/findings/index.ts';
import { escapeXml } from './escape.ts';
import type { Reporter } from './types.ts';
import { describeMissing, pathOf, policiesById, reasonOf } from './view.ts';

/**
 * JUnit XML: one suite a policy, one case a result.
 * Shape: fail = failure; error and unknown = error; waived, not-applicable and what the base has already = skipped. A suite
 *        `gate` has a case a reason, and one for everything that was not checked, so that nothing unseen looks green.
 */
export const renderJunit: Reporter = function* (assessment) {
  const policies = policiesById(assessment);
  const suites = [...groupBy(assessment.results, ({ result }) => result.policy as string)].map(([id, results]) => ({
    name: id,
    title: policies.get(id)?.metadata.title ?? id,
    cases: results.map((judged) => ({ name: judged.result.subject.id as string, ...outcomeOf(judged) })),
  }));
  const gate = {
    name: 'gate',
    title: `gate ${assessment.gate.status}`,
    cases: [
      ...assessment.gate.reasons.map(({ status, text }) => ({
        name: text,
        ...(status === 'passed' ? NOTHING : outcome(status === 'failed' ? 'failure' : 'error', status, text, '')),
      })),
      ...assessment.notChecked.map(({ what, reason }) => ({
        name: what,
        ...outcome('skipped', 'not-checked', reason, ''),
      })),
    ],
  };
  const all = [...suites, ...(gate.cases.length === 0 ? [] : [gate])];
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="probity" ${countsOf(all.flatMap((suite) => suite.cases))}>\n`;
  for (const suite of all) {
    yield `  <testsuite name="${escapeXml(suite.name)}" ${countsOf(suite.cases)}>\n`;
    yield `    <properties><property name="title" value="${escapeXml(suite.title)}"/></properties>\n`;
    for (const one of suite.cases)
      yield `    <testcase classname="${escapeXml(suite.name)}" name="${escapeXml(one.name)}"${one.element === undefined ? '/>' : `>\n      ${one.text}\n    </testcase>`}\n`;
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
};

type Outcome = { readonly element: 'failure' | 'error' | 'skipped' | undefined; readonly text: string };

const NOTHING: Outcome = { element: undefined, text: '' };

function outcome(element: 'failure' | 'error' | 'skipped', type: string, message: string, body: string): Outcome {
  const kind = element === 'skipped' ? '' : ` type="${escapeXml(type)}"`;
  const told = element === 'skipped' ? `${type}: ${message}` : message;
  return { element, text: `<${element}${kind} message="${escapeXml(told)}">${body}</${element}>` };
}

function outcomeOf(judged: JudgedResult): Outcome {
  const { verdict, findings } = judged;
  const body = findings
    .map((one) => {
      const { place } = one;
      const path = pathOf(one);
      return `${place.file}:${place.row}:${place.col}: ${one.severity}: ${one.denial.message}${path === '' ? '' : ` (${path})`} [${one.status}]`;
    })
    .map(escapeXml)
    .join('\n');
  const message = findings.map((one) => one.denial.message).join('; ');
  if (verdict === 'pass') return NOTHING;
  if (verdict === 'unknown') return outcome('error', 'unknown', describeMissing(judged), '');
  if (verdict === 'error') return outcome('error', 'error', reasonOf(judged) ?? '', '');
  if (verdict === 'not-applicable') return outcome('skipped', verdict, reasonOf(judged) ?? '', '');
  if (verdict === 'waived')
    return outcome('skipped', verdict, findings.map((one) => one.waivedBecause ?? '').join('; '), body);
  const isNew = findings.some((one) => one.status === 'new');
  return isNew
    ? outcome('failure', judged.result.severity, message, body)
    : outcome('skipped', 'already in the base', message, body);
}

function countsOf(cases: readonly Outcome[]): string {
  const count = (element: Outcome['element']) => cases.filter((one) => one.element === element).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}
