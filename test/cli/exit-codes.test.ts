import { runScenarios, type Scenario } from './run.ts';
import { BAD_POD, BUCKET_PLAN, EMPTY_PLAN, planOf, SERVICE } from './samples.ts';

const POD = { 'pod.yaml': BAD_POD };
const NOW = '2027-01-01T00:00:00Z';

function waiver(change: { readonly [key: string]: string } = {}): string {
  const row = {
    policy: 'kubernetes/no-privileged',
    resource: '"*bad*"',
    reason: 'the node agent needs it',
    owner: 'team@example.com',
    approver: 'security@example.com',
    created: '2026-12-01',
    expires: '2027-02-01',
    ...change,
  };
  const lines = Object.entries(row).map(([key, value]) => `${key}: ${value}`);
  return `waivers:\n  - ${lines.join('\n    ')}\n`;
}

/** A volume whose encryption depends on what is known after apply alone. */
const UNKNOWN_VOLUME = JSON.stringify(planOf('aws_ebs_volume', { availability_zone: 'eu-west-1a', size: 1 }))
  .replace('"after_unknown":{}', '"after_unknown":{"encrypted":true,"id":true}')
  .replace('"expressions":{', '"expressions":{"encrypted":{"references":["terraform_data.x.output"]},');

const GATE: readonly Scenario[] = [
  {
    note: 'a plan without resources passes with a notice',
    args: ['check', 'p.json'],
    files: { 'p.json': EMPTY_PLAN },
    exit: 0,
    stdout: ['notice: 1 document without resources'],
  },
  {
    note: 'a finding at the threshold fails',
    args: ['check', 'pod.yaml'],
    files: POD,
    exit: 1,
    stdout: ['at or above severity high'],
  },
  {
    note: 'a finding below the threshold passes',
    args: ['check', 'p.json'],
    files: { 'p.json': BUCKET_PLAN },
    exit: 0,
    stdout: ['below severity high'],
  },
  {
    note: 'a lower threshold',
    args: ['check', 'p.json', '--fail-on', 'low'],
    files: { 'p.json': BUCKET_PLAN },
    exit: 1,
    stdout: ['at or above severity low'],
  },
  {
    note: 'only types that no policy judges',
    args: ['check', 's.yaml'],
    files: { 's.yaml': SERVICE },
    exit: 3,
    stdout: ['1 v1/Service: no policy applies', 'no policy applies to the only resource'],
  },
  {
    note: 'such types allowed',
    args: ['check', 's.yaml', '--allow-uncovered'],
    files: { 's.yaml': SERVICE },
    exit: 0,
    stdout: ['1 v1/Service: no policy applies'],
  },
  {
    note: 'such types allowed by the configuration',
    args: ['check', 's.yaml'],
    files: { 's.yaml': SERVICE, 'probity.yaml': 'gate:\n  allowUncovered: true\n' },
    exit: 0,
  },
  {
    note: 'no policies',
    args: ['check', 'pod.yaml', '--no-shipped'],
    files: POD,
    exit: 3,
    stdout: ['no policy was loaded'],
  },
  {
    note: 'unknown passes with a notice',
    args: ['check', 'p.json'],
    files: { 'p.json': UNKNOWN_VOLUME },
    exit: 0,
    stdout: ['1 result unknown', 'unknown  high'],
  },
  {
    note: 'unknown that blocks',
    args: ['check', 'p.json', '--unknown-blocks', 'high'],
    files: { 'p.json': UNKNOWN_VOLUME },
    exit: 3,
    stdout: ['unknown at or above severity high'],
  },
  {
    note: 'unknown below what blocks',
    args: ['check', 'p.json', '--unknown-blocks', 'critical'],
    files: { 'p.json': UNKNOWN_VOLUME },
    exit: 0,
  },
  {
    note: 'a waived finding',
    args: ['check', 'pod.yaml', '--now', NOW],
    files: { ...POD, 'probity.waivers.yaml': waiver() },
    exit: 0,
    stdout: ['waived', 'waived until 2027-02-01'],
  },
  {
    note: 'an expired waiver: the finding is back',
    args: ['check', 'pod.yaml', '--now', '2027-03-01T00:00:00Z'],
    files: { ...POD, 'probity.waivers.yaml': waiver() },
    exit: 1,
    stderr: ['waiver_expired'],
  },
  {
    note: 'a malformed waiver is not applied',
    args: ['check', 'pod.yaml', '--now', NOW],
    files: { ...POD, 'probity.waivers.yaml': waiver({ approver: 'team@example.com' }) },
    exit: 2,
    stderr: [/probity\.waivers\.yaml:\d+:\d+: waiver_invalid/],
    stdout: [/fail +critical/],
  },
  {
    note: 'a waiver file that is not there',
    args: ['check', 'pod.yaml', '--waivers', 'no.yaml'],
    files: POD,
    exit: 2,
    stderr: ['`no.yaml` does not exist'],
  },
  {
    note: 'bad input before failed',
    args: ['check', 'pod.yaml', 'x.json'],
    files: { ...POD, 'x.json': '{' },
    exit: 2,
    stdout: [/bad-input: x\.json[\s\S]*failed: /],
  },
  {
    note: 'failed before indeterminate',
    args: ['check', 'pod.yaml', 'p.json'],
    files: { ...POD, 'p.json': `{"errored":true,${EMPTY_PLAN.slice(1)}` },
    exit: 1,
    stdout: [/failed: [\s\S]*indeterminate: /],
  },
  { note: 'standard input', args: ['check', '-'], stdin: BAD_POD, exit: 1, stdout: ['-:9:'] },
  { note: 'empty standard input', args: ['check', '-'], exit: 2, stderr: ['-:1:1: input_empty'] },
];

runScenarios('the gate', GATE);

const PLAIN = { ...POD };
runScenarios('options', [
  { note: 'no paths', args: ['check'], exit: 2, stderr: ['paths'] },
  { note: 'an unknown command', args: ['chek'], exit: 2, stderr: ['check'] },
  {
    note: 'an unknown option',
    args: ['check', 'pod.yaml', '--formt', 'json'],
    files: PLAIN,
    exit: 2,
    stderr: ['--format'],
  },
  {
    note: 'an unknown format',
    args: ['check', 'pod.yaml', '--format', 'jsn'],
    files: PLAIN,
    exit: 2,
    stderr: ['did you mean `json`'],
  },
  {
    note: 'two reports on stdout',
    args: ['check', 'pod.yaml', '--format', 'json', '--format', 'text'],
    files: PLAIN,
    exit: 2,
    stderr: ['more than one report on stdout: json, text', '--format NAME=FILE'],
  },
  {
    note: 'one report in a file, one on stdout',
    args: ['check', 'pod.yaml', '--format', 'json=out.json', '--format', 'text'],
    files: PLAIN,
    exit: 1,
    stdout: [/^Gate/m],
    never: ['"schemaVersion"'],
  },
  {
    note: 'a report file that cannot be written',
    args: ['check', 'pod.yaml', '--format', 'json=no/such/folder/out.json'],
    files: PLAIN,
    exit: 2,
    stderr: ['`no/such/folder/out.json` cannot be written'],
  },
  {
    note: 'a report file without a name',
    args: ['check', 'pod.yaml', '--format', 'json='],
    files: PLAIN,
    exit: 2,
    stderr: ['names no file'],
  },
  {
    note: 'a wrong clock',
    args: ['check', 'pod.yaml', '--now', 'tomorrow'],
    files: PLAIN,
    exit: 2,
    stderr: ['RFC 3339'],
  },
  {
    note: 'a day that is none',
    args: ['check', 'pod.yaml', '--now', '2027-02-31T00:00:00Z'],
    files: PLAIN,
    exit: 2,
    stderr: ['RFC 3339'],
  },
  {
    note: 'a wrong scope',
    args: ['check', 'pod.yaml', '--scope', 'acount=1'],
    files: PLAIN,
    exit: 2,
    stderr: ['did you mean `account`'],
  },
  {
    note: 'a scope without value',
    args: ['check', 'pod.yaml', '--scope', 'account'],
    files: PLAIN,
    exit: 2,
    stderr: ['key=value'],
  },
  {
    note: 'a wrong severity',
    args: ['check', 'pod.yaml', '--fail-on', 'severe'],
    files: PLAIN,
    exit: 2,
    stderr: ['low, medium, high, critical'],
  },
  {
    note: 'a policy folder that is not there',
    args: ['check', 'pod.yaml', '--policy', 'no'],
    files: PLAIN,
    exit: 2,
    stderr: ['input_not_found'],
  },
  {
    note: 'a signing key without a pack',
    args: ['check', 'pod.yaml', '--sign-key', 'k.pem'],
    files: PLAIN,
    exit: 2,
    stderr: ['--evidence'],
  },
  { note: 'help', args: ['check', '--help'], exit: 0, stdout: ['--fail-on'] },
  { note: 'no colour in a pipe', args: ['check', 'pod.yaml'], files: PLAIN, exit: 1, never: ['\u001b['] },
  {
    note: 'colour where it is forced',
    args: ['check', 'pod.yaml'],
    files: PLAIN,
    env: { FORCE_COLOR: '1' },
    exit: 1,
    stdout: ['\u001b['],
  },
  {
    note: 'NO_COLOR wins',
    args: ['check', 'pod.yaml'],
    files: PLAIN,
    env: { FORCE_COLOR: '1', NO_COLOR: '1' },
    exit: 1,
    never: ['\u001b['],
  },
  {
    note: 'a configuration that is not there',
    args: ['check', 'pod.yaml', '--config', 'no.yaml'],
    files: PLAIN,
    exit: 2,
    stderr: ['does not exist'],
  },
  {
    note: 'an unknown key in the configuration',
    args: ['check', 'pod.yaml'],
    files: { ...PLAIN, 'probity.yaml': 'scope:\n  cluster: a\ngate:\n  failon: high\n' },
    exit: 2,
    stderr: ['probity.yaml:4:', 'config_invalid: `gate.failon` is not a known key'],
  },
  {
    note: 'a wrong value in the configuration',
    args: ['check', 'pod.yaml'],
    files: { ...PLAIN, 'probity.yaml': 'gate:\n  failOn: severe\n' },
    exit: 2,
    stderr: ['probity.yaml:2:11: config_invalid', 'low, medium, high, critical'],
  },
  {
    note: 'a configuration that is no YAML',
    args: ['check', 'pod.yaml'],
    files: { ...PLAIN, 'probity.yaml': 'gate: [\n' },
    exit: 2,
    stderr: [/probity\.yaml:\d+:\d+: config_invalid/],
  },
  {
    note: 'a configuration that is a bomb',
    args: ['check', 'pod.yaml'],
    files: {
      ...PLAIN,
      'probity.yaml':
        'a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
    },
    exit: 2,
    stderr: ['config_invalid'],
  },
  {
    note: 'a configuration that is a folder',
    args: ['check', 'pod.yaml', '--config', 'd'],
    files: { ...PLAIN, 'd/x': '' },
    exit: 2,
    stderr: ['`d` cannot be read'],
  },
  {
    note: 'parameters of a policy that does not exist',
    args: ['check', 'pod.yaml'],
    files: { ...PLAIN, 'probity.yaml': 'parameters:\n  aws/no-such-policy:\n    days: 3\n' },
    exit: 2,
    stderr: ['aws/no-such-policy'],
  },
]);
