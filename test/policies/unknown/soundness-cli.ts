import { readPolicyFiles } from '../../../engine/cli/policy-files.ts';
import { ROOT, shippedPolicies } from '../support.ts';
import { checkPlan, emptyTally, plansWithUnknowns } from './soundness.ts';
import { policyTexts } from './worlds.ts';

const [times = '100', filter = ''] = process.argv.slice(2);
const set = shippedPolicies();
const texts = policyTexts(readPolicyFiles(`${ROOT}policies`, 'policies').files);
const tally = emptyTally();
const plans = plansWithUnknowns().filter((path) => path.includes(filter));
for (const plan of plans) checkPlan(plan, set, texts, Number(times), tally);

const { contradictions, avoidable, unknown, undecided, definite, pairs, substitutions } = tally;
for (const line of [...contradictions.slice(0, 40), ...avoidable.slice(0, 40).map((one) => `avoidable: ${one}`)])
  console.log(line);
const share = unknown === 0 ? 0 : (100 * avoidable.length) / unknown;
console.log(
  `${plans.length} plans, ${pairs} pairs, ${definite} definite where something is unknown, ${substitutions} substitutions`,
);
console.log(`contradictions: ${contradictions.length}`);
console.log(`avoidable unknowns: ${avoidable.length} of ${unknown} (${share.toFixed(1)} %)`);
console.log(`undecided: ${undecided}`);
process.exitCode = contradictions.length > 0 || share >= 5 ? 1 : 0;
