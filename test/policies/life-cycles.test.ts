import { describe, expect, test } from 'vitest';
import { compilePolicies } from '../../engine/policies/compile.ts';
import { freshTree, loadPolicySet, type PolicySet } from '../../engine/policies/index.ts';
import { judge } from './support.ts';

const PLAN = 'fixtures/projects/changes/plan.json';

/** A policy that objects to whatever it is shown, and says what the plan does to it. */
function policyFor(appliesTo: readonly string[] | undefined): PolicySet {
  const line = appliesTo === undefined ? '' : `#   applies_to: ${JSON.stringify(appliesTo)}\n`;
  const text = `# METADATA
# title: Everything
# description: Names what it sees.
# schemas:
#   - input: schema.AWS.SQS.Queue
# custom:
#   severity: medium
#   resource_types: [AWS::SQS::Queue]
#   reach: run
#   topic: everything
${line}#   remediation: {text: none}
#   references: ["https://example.org"]
package probity.aws.everything

others := count(data.resources.by_type["AWS::SQS::Queue"])

deny contains sprintf("%s of %d", [concat(",", input.change.actions), others])
`;
  const artifact = compilePolicies([{ path: 'aws/everything/policy.rego', text }], { namespaces: [], library: [] });
  expect(artifact.diagnostics).toEqual([]);
  return loadPolicySet([freshTree(artifact)], artifact.digest);
}

const PLANNED = ['aws_sqs_queue.after', 'aws_sqs_queue.left', 'aws_sqs_queue.replaced', 'aws_sqs_queue.same'];

function unscoped(id: string): string {
  return id.replace('111122223333/eu-central-1/test/', '');
}

describe('applies_to', () => {
  test.each([
    ['nothing said', undefined, PLANNED],
    ['planned', ['planned'], PLANNED],
    ['delete', ['delete'], ['aws_sqs_queue.deleted']],
    ['forget', ['forget'], ['aws_sqs_queue.left']],
    ['all, each once', ['forget', 'delete', 'planned'], [...PLANNED, 'aws_sqs_queue.deleted'].sort()],
  ])('%s', (_, appliesTo, want) => {
    const { results, resources, gate } = judge([PLAN], { policies: policyFor(appliesTo) });
    expect(results.map(({ result }) => unscoped(result.subject.id)).sort()).toEqual(want);
    // A deletion that was judged is part of the population; for its neighbours it is gone.
    expect(resources.map(({ id }) => unscoped(id)).sort()).toEqual([...new Set([...PLANNED, ...want])].sort());
    const messages = results.flatMap(({ result }) => (result.verdict === 'fail' ? result.denials : []));
    expect(messages.map(({ message }) => message.split(' of ')[1])).toEqual(want.map(() => `${PLANNED.length}`));
    expect(gate.status).toBe('passed');
  });

  test('the same address deleted by one plan and kept by another are two resources', () => {
    const planOf = (actions: readonly string[]) => {
      const values = { name: 'q' };
      const isGone = actions.includes('delete');
      const entry = { address: 'aws_sqs_queue.q', mode: 'managed', type: 'aws_sqs_queue', name: 'q' };
      const resource = { ...entry, values, schema_version: 0, provider_name: 'registry.terraform.io/hashicorp/aws' };
      const change = { actions, before: values, after: isGone ? null : values, after_unknown: {} };
      return JSON.stringify({
        format_version: '1.2',
        terraform_version: '1.11.4',
        planned_values: { root_module: isGone ? {} : { resources: [resource] } },
        resource_changes: [{ ...entry, change }],
      });
    };
    const files = [
      { path: 'a.json', bytes: new TextEncoder().encode(planOf(['delete'])) },
      { path: 'b.json', bytes: new TextEncoder().encode(planOf(['no-op'])) },
    ];
    const { results } = judge([], { files, policies: policyFor(['planned', 'delete']) });
    expect(results.map(({ result }) => unscoped(result.subject.id))).toEqual([
      'aws_sqs_queue.q',
      'a.json:aws_sqs_queue.q',
    ]);
  });
});
