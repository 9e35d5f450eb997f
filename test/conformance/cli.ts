import { parseArgs } from 'node:util';
import { readCases } from './cases.ts';
import { runCase } from './run.ts';

/**
 * `npm run -s conformance -- DIR [--rego-version v0|v1] [--backend js|interpreter]`: runs OPA's cases and prints what fails.
 * Exit status: 0 when all pass, 1 otherwise, 2 on bad usage.
 */
function main(args: readonly string[]): number {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'rego-version': { type: 'string', default: 'v1' }, backend: { type: 'string', default: 'js' } },
  });
  const [folder] = positionals;
  const version = values['rego-version'];
  const { backend } = values;
  const isKnown = (version === 'v0' || version === 'v1') && (backend === 'js' || backend === 'interpreter');
  if (folder === undefined || !isKnown) {
    console.error('usage: conformance DIR [--rego-version v0|v1] [--backend js|interpreter]');
    return 2;
  }
  let passed = 0;
  let failed = 0;
  for (const testCase of readCases(folder)) {
    const result = runCase(testCase, version, backend);
    if (result.passed) passed++;
    else {
      failed++;
      console.log(`FAIL ${testCase.note}\n  want: ${clip(result.want)}\n  got:  ${clip(result.got)}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function clip(text: string): string {
  return text.length > 1500 ? `${text.slice(0, 1500)}...` : text;
}

process.exitCode = main(process.argv.slice(2));
