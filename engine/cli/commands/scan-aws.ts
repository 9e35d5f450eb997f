import { scanAws as scan, systemClock } from '../../collectors/aws/index.ts';
import { printable } from '../../diagnostics/index.ts';
import { gatherScan } from '../../runner/scan.ts';
import { judgeFiles } from '../judge.ts';
import type { JudgingOptions } from '../judging.ts';
import { loadPolicies } from '../policies.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage.ts';

type ScanOptions = JudgingOptions & {
  readonly regions: string;
  readonly types?: string;
  readonly endpoint?: string;
};

/**
 * `probity scan aws --regions LIST`: judges what AWS Config knows of an account.
 * Shape:  the exit code of the gate; anything that could not be read makes it 3 at best.
 */
export async function scanAws(options: object, terminal: Terminal): Promise<number> {
  const wanted = options as ScanOptions;
  const regions = listOf('--regions', wanted.regions);
  const types = wanted.types === undefined ? await policyTypes(wanted, terminal) : listOf('--types', wanted.types);
  if (wanted.endpoint !== undefined && !URL.canParse(wanted.endpoint)) {
    throw UsageError.of(`\`--endpoint ${wanted.endpoint}\` is not a URL`);
  }
  // stderr is for progress: the SDK's own word on versions of Node would come between.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const endpoint = wanted.endpoint === undefined ? {} : { endpoint: wanted.endpoint };
  const events = scan({ regions, types, clock: systemClock, ...endpoint });
  const gathered = await gatherScan(events, (row) => {
    const counts = `${row.seen} of ${row.expected ?? '?'} seen`;
    const state = row.complete ? counts : `${counts}, incomplete: ${row.errors.join('; ') || 'not all were seen'}`;
    terminal.stderr.write(`${printable(`${row.account} ${row.region} ${row.type}: ${state}`)}\n`);
  });
  return await judgeFiles({ ...gathered, notChecked: [], base: undefined }, wanted, terminal);
}

/** The AWS types that the policies of this run judge or look up. */
async function policyTypes(options: JudgingOptions, terminal: Terminal): Promise<readonly string[]> {
  const { set } = await loadPolicies(options, terminal);
  const types = set.policies.flatMap((policy) => [
    ...policy.metadata.resourceTypes,
    ...(policy.kind === 'resource' ? policy.needs : []),
  ]);
  return [...new Set(types.filter((type) => type.startsWith('AWS::')))].sort();
}

function listOf(option: string, text: string): readonly string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) throw UsageError.of(`\`${option} ${text}\` has an empty entry`);
  return items;
}
