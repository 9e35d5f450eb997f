// Bundles and runs the differential tester: node scripts/differential.mjs N [--seed S] [--batch B] [--show D] [--strict] [--no-opa]
import { runBundled } from './run-bundled.mjs';

await runBundled('test/rego/differential/cli.ts');
