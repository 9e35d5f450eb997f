import { parseArgs } from 'node:util';
import { compileCaseFailure, readCompileCases, versionOf } from './compile-cases.ts';

/**
 * `npm run -s compilecases -- DIR [--rego-version v0|v1]`: runs OPA's compiler cases and prints what fails. Without the
 * option each case is read as the version that its path names (`.../v0/...`), v1 where it names none.
 * Exit status: 0 when all pass, 1 otherwise, 2 on bad usage.
 */
function main(args: readonly string[]): number {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'rego-version': { type: 'string' } },
  });
  const [folder] = positionals;
  const version = values['rego-version'];
  if (folder === undefined || (version !== undefined && version !== 'v0' && version !== 'v1')) {
    console.error('usage: compilecases DIR [--rego-version v0|v1]');
    return 2;
  }
  let [passed, failed] = [0, 0];
  for (const testCase of readCompileCases(folder)) {
    const failure = compileCaseFailure(testCase, version ?? versionOf(`${testCase.file}`) ?? 'v1');
    if (failure === undefined) passed++;
    else {
      failed++;
      console.log(`FAIL ${testCase.note} (${testCase.file})\n  ${failure}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
