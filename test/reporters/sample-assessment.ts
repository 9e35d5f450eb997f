import type { Assessment } from '../../engine/assessment.ts';
import { assessControls, type Catalog, type ControlId } from '../../engine/controls/index.ts';
import type { Diagnostic } from '../../engine/diagnostics/index.ts';
import { collectFindings, type Fingerprint, type Waiver } from '../../engine/findings/index.ts';
import { decideGate } from '../../engine/gate/index.ts';
import type { Document, JsonPath } from '../../engine/inputs/index.ts';
import type {
  PolicyId,
  PolicyMetadata,
  Result,
  ResultVerdict,
  Severity,
  Subject,
} from '../../engine/policies/index.ts';
import type { Resource, ResourceId } from '../../engine/resources/index.ts';

/** The words that an attacker or a careless person may put into any name of a sample. */
export type Words = {
  readonly bucket: string;
  readonly document: string;
  readonly message: string;
  readonly reason: string;
  readonly key: string;
  readonly title: string;
};

const PLAIN: Words = {
  bucket: 'logs',
  document: 'plan.json',
  message: 'the bucket is not encrypted with a key of the account',
  reason: 'public website, approved by the security board',
  key: 'owner',
  title: 'S3 buckets are encrypted at rest',
};

const HOSTILE: Words = {
  bucket: '##[add-mask]a"]\u001b[31mred\u001b[0m\r\n::error file=x::pwned\u202e<img src=x onerror=alert(1)>',
  document: "=cmd|'/c calc'!A1\n::set-output name=x::y<script>.json",
  message:
    '@everyone [click](javascript:alert(1)) <b>bold</b> | `code` ]]> &amp; {{constructor}} https://evil.example #1 \ud800',
  reason: '=HYPERLINK("http://evil.example")\u0000\n::warning::</script><script>alert(1)</script> @octocat',
  key: '__proto__"><svg onload=alert(1)>',
  title: '</title><script>alert(1)</script> *bold* @team',
};

const NOW = '2026-11-23T12:00:00Z';

function metadata(title: string, severity: Severity, resourceTypes: readonly string[]): PolicyMetadata {
  return {
    title,
    description: `${title}, so that a lost disk or a copied snapshot shows nothing.`,
    severity,
    resourceTypes,
    reach: 'document',
    topic: 'enc-rest-object',
    remediation: {
      text: 'set `BucketEncryption` to `aws:kms`',
      terraform:
        'resource "aws_s3_bucket_server_side_encryption_configuration" "this" {\n  bucket = aws_s3_bucket.this.id\n}',
    },
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryption.html', 'javascript:alert(1)'],
    parameters: {},
    timeDependent: false,
    deprecated: false,
  };
}

function subject(words: Words, type: string, address: string, modules: readonly string[] = []): Subject {
  return {
    id: `${words.document}/${address}` as ResourceId,
    type,
    name: address.split('.').at(-1) ?? address,
    source: {
      kind: 'terraform-plan',
      document: words.document,
      address,
      modules: modules.map((name) => ({ name, address: `module.${name}` })),
    },
    locate: (path: JsonPath) => ({ file: words.document, row: 10 + path.length, col: 3 }),
    contentKey: (path: JsonPath) => (path.at(-1) === 0 ? 'tcp/22/0.0.0.0/0' : undefined),
  };
}

function result(policy: string, severity: Severity, of: Subject, verdict: ResultVerdict): Result {
  return { policy: policy as PolicyId, severity, subject: of, ...verdict };
}

function resource(of: Subject): Resource {
  return {
    id: of.id,
    type: of.type,
    nativeType: 'aws_s3_bucket',
    name: of.name,
    properties: { Name: of.name },
    native: {},
    tags: null,
    scope: {},
    source: { ...of.source, kind: 'terraform-plan' },
    change: undefined,
    references: {},
    unknown: [],
    sensitive: [],
    nativeUnknown: [],
    nativeSensitive: [],
    locate: of.locate,
    contentKey: of.contentKey,
  };
}

const CATALOG: Catalog = {
  framework: 'soc2',
  version: '2017-2022',
  title: 'SOC 2',
  controls: [
    {
      id: 'CC1.1' as ControlId,
      title: 'Integrity and ethics',
      group: 'Control environment',
      notAutomated: 'a matter of people',
    },
    { id: 'CC6.1' as ControlId, title: 'Logical access', group: 'Access', alsoNeeded: 'access reviews' },
    { id: 'CC6.6' as ControlId, title: 'Boundary protection', group: 'Access' },
    { id: 'CC7.2' as ControlId, title: 'Monitoring', group: 'Operations' },
    { id: 'A1.2' as ControlId, title: 'Recovery', group: 'Availability' },
  ],
  mapping: [
    row('CC6.1', ['aws/s3-bucket-encryption'], 'partial'),
    row('CC6.6', ['aws/s3-bucket-public-access'], 'direct'),
    row('CC7.2', ['aws/s3-bucket-logging'], 'indirect'),
    row('A1.2', ['aws/s3-bucket-versioning'], 'partial'),
  ],
};

function row(control: string, policies: readonly string[], strength: 'direct' | 'partial' | 'indirect') {
  return {
    control: control as ControlId,
    policies: policies as readonly PolicyId[],
    strength,
    rationale: 'because the data is read through it',
    source: 'https://example.com/mapping',
  };
}

function build(words: Words, base: ReadonlySet<Fingerprint> | undefined): Assessment {
  const bucket = subject(words, 'AWS::S3::Bucket', `aws_s3_bucket.main["${words.bucket}"]`, ['storage', words.key]);
  const site = subject(words, 'AWS::S3::Bucket', 'aws_s3_bucket.site');
  const group = subject(words, 'AWS::EC2::SecurityGroup', 'aws_security_group.web');
  const queue = subject(words, 'AWS::SQS::Queue', 'aws_sqs_queue.jobs');
  const encryption = 'aws/s3-bucket-encryption';
  const results: readonly Result[] = [
    result(encryption, 'high', bucket, {
      verdict: 'fail',
      denials: [{ message: words.message, path: ['BucketEncryption', words.key, 0] }],
    }),
    result(encryption, 'high', site, { verdict: 'pass' }),
    result('aws/s3-bucket-public-access', 'critical', site, {
      verdict: 'fail',
      denials: [{ message: 'anyone can read the bucket', path: ['PublicAccessBlockConfiguration'] }],
    }),
    result('aws/s3-bucket-public-access', 'critical', bucket, { verdict: 'pass' }),
    result('aws/s3-bucket-logging', 'low', bucket, {
      verdict: 'error',
      diagnostics: [{ code: 'eval_type_error', message: `sprintf: ${words.message}`, severity: 'error' }],
    }),
    result('aws/s3-bucket-logging', 'low', site, {
      verdict: 'unknown',
      denials: [],
      missing: [
        {
          path: ['LoggingConfiguration', words.key],
          reason: 'after-apply',
          decidedBy: [`aws_s3_bucket.${words.bucket}`],
        },
      ],
    }),
    result('aws/s3-bucket-versioning', 'medium', bucket, { verdict: 'not-applicable', reason: words.reason }),
    result('aws/s3-bucket-versioning', 'medium', site, {
      verdict: 'fail',
      denials: [{ message: 'versioning is off', path: ['VersioningConfiguration', 'Status'] }],
    }),
    result('aws/security-group-open-admin-ports', 'critical', group, {
      verdict: 'fail',
      denials: [{ message: 'port 22 is open to 0.0.0.0/0', path: ['SecurityGroupIngress', 0] }],
      missing: [{ path: ['SecurityGroupIngress', 1, words.key], reason: 'after-apply', decidedBy: ['aws_vpc.main'] }],
    }),
  ];
  const waiver: Waiver = {
    policy: 'aws/s3-bucket-public-access',
    resource: 'aws_s3_bucket.site',
    reason: words.reason,
    owner: 'web-team',
    approver: words.key,
    created: '2026-10-01',
    expires: '2026-12-01',
    ticket: 'https://tickets.example.com/WEB-12',
    place: { file: 'probity.waivers.yaml', row: 2, col: 5 },
  };
  const { place: _, ...expired } = waiver;
  const waivers = [
    waiver,
    {
      ...expired,
      resource: 'aws_s3_bucket.old',
      created: '2025-10-01',
      expires: '2026-10-01',
      place: { ...waiver.place, row: 12 },
    },
  ];
  const collected = collectFindings(results, { waivers, now: NOW, ...(base === undefined ? {} : { base }) });
  const named = { bucket: [words.title, 'high'], other: ['S3 buckets are private', 'critical'] } as const;
  const policies = [
    { id: encryption, of: metadata(named.bucket[0], 'high', ['AWS::S3::Bucket']) },
    { id: 'aws/s3-bucket-logging', of: metadata('S3 buckets keep access logs', 'low', ['AWS::S3::Bucket']) },
    { id: 'aws/s3-bucket-public-access', of: metadata(named.other[0], 'critical', ['AWS::S3::Bucket']) },
    { id: 'aws/s3-bucket-versioning', of: metadata('S3 buckets keep versions', 'medium', ['AWS::S3::Bucket']) },
    {
      id: 'aws/security-group-open-admin-ports',
      of: metadata('Administration ports are closed to the internet', 'critical', ['AWS::EC2::SecurityGroup']),
    },
  ].map(({ id, of }) => ({ id: id as PolicyId, metadata: of, digest: '0'.repeat(64) }));
  const diagnostics: readonly Diagnostic[] = [
    ...collected.diagnostics,
    { code: 'policy_not_applied', message: `no \`${words.bucket}\` here`, severity: 'notice' },
  ];
  const document: Document = {
    path: words.document,
    index: 0,
    kind: 'terraform-plan',
    root: {},
    digest: 'ab'.repeat(32),
    exactNumbers: false,
    locate: () => ({ file: words.document, row: 1, col: 1 }),
  };
  const controls = assessControls([CATALOG], collected.results, { policies, incomplete: [] });
  const resources = [bucket, site, group, queue].map(resource);
  const thresholds = { failOn: 'high', unknownBlocks: undefined, allowUncovered: false } as const;
  const gate = decideGate({
    results: collected.results,
    findings: collected.findings,
    controls,
    thresholds,
    counts: { documents: 1, resources: resources.length, policies: policies.length, uncovered: 1 },
    diagnostics,
    incomplete: [],
  });
  return {
    run: {
      engine: 'probity 0.1.0',
      bundle: 'cd'.repeat(32),
      now: NOW,
      parameters: { [encryption]: { [words.key]: words.reason } },
      scope: { account: '111122223333' },
      thresholds,
    },
    documents: [document],
    resources,
    policies,
    results: collected.results,
    findings: collected.findings,
    hasBase: base !== undefined,
    waivers: collected.waivers,
    catalogs: [CATALOG],
    controls,
    gate,
    notChecked: [
      { what: `1 resource of AWS::SQS::Queue`, reason: 'no policy applies' },
      { what: words.document, reason: words.reason },
    ],
    diagnostics,
    coverage: [],
  };
}

/** A small run with every verdict: fail, pass, unknown, error, waived and not-applicable. */
export const sampleAssessment: Assessment = build(PLAIN, undefined);

/** The same run against a base that has the open port already. */
export const comparedAssessment: Assessment = build(
  PLAIN,
  new Set(
    sampleAssessment.findings
      .filter((finding) => finding.policy === 'aws/security-group-open-admin-ports')
      .map((finding) => finding.fingerprint),
  ),
);

/** The same run with control characters, workflow commands, HTML, Markdown and formulas in every name. */
export const hostileAssessment: Assessment = build(HOSTILE, undefined);

/** A run that read one document and found nothing in it. */
export const emptyAssessment: Assessment = {
  ...sampleAssessment,
  resources: [],
  results: [],
  findings: [],
  waivers: { used: [], unused: [], expired: [] },
  controls: [],
  catalogs: [],
  notChecked: [],
  diagnostics: [],
  gate: {
    status: 'passed',
    exitCode: 0,
    reasons: [{ status: 'passed', text: '1 document without resources: nothing to judge' }],
  },
};
