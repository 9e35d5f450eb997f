import { isObject } from '../json.ts';
import { convertAt, each, itemTags, object, type Read, type TypeMapper, tagList, when, within } from '../mapper.ts';
import { attributes, filled, reportedAs } from '../shapes.ts';
import { step, unknownAt } from '../traced.ts';

/** What a rule or an ACL does: the name of the one block that is written, in CloudFormation's casing. */
const ACTIONS: { readonly [block: string]: string } = {
  allow: 'Allow',
  block: 'Block',
  count: 'Count',
  captcha: 'Captcha',
  challenge: 'Challenge',
  none: 'None',
};

function action(name: string): Read {
  return within(name, (at) =>
    convertAt(at, (value) => {
      if (!isObject(value)) return undefined;
      const written = Object.keys(value).filter((key) => Array.isArray(value[key]) && value[key].length > 0);
      return Object.fromEntries(written.map((key) => [Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : key, {}]));
    }),
  );
}

const visibility = within(
  'visibility_config',
  object(
    attributes({
      CloudWatchMetricsEnabled: 'cloudwatch_metrics_enabled',
      MetricName: 'metric_name',
      SampledRequestsEnabled: 'sampled_requests_enabled',
    }),
  ),
);

/** The statements that shipped policies ask for; others keep their kind alone. */
const statement: Read = within(
  'statement',
  object({
    ManagedRuleGroupStatement: within(
      'managed_rule_group_statement',
      object({ ...attributes({ Name: 'name', VendorName: 'vendor_name' }), ...filled({ Version: 'version' }) }),
    ),
    RateBasedStatement: within(
      'rate_based_statement',
      object(attributes({ Limit: 'limit', AggregateKeyType: 'aggregate_key_type' })),
    ),
    RuleGroupReferenceStatement: within('rule_group_reference_statement', object(attributes({ Arn: 'arn' }))),
    IPSetReferenceStatement: within('ip_set_reference_statement', object(attributes({ Arn: 'arn' }))),
    GeoMatchStatement: within('geo_match_statement', object(attributes({ CountryCodes: 'country_codes' }))),
  }),
);

/** AWS::WAFv2::WebACL; rules given as `rule_json` are taken over as text would be: not known. */
export const webAcl: TypeMapper = {
  type: 'AWS::WAFv2::WebACL',
  terraform: ['aws_wafv2_web_acl'],
  keys: ['arn', 'id', 'name'],
  alwaysSet: ['Arn', 'Id', 'Name', 'Scope'],
  properties: {
    ...attributes({ Arn: 'arn', Id: 'id', Name: 'name', Scope: 'scope' }),
    ...filled({ Description: 'description' }),
    DefaultAction: action('default_action'),
    VisibilityConfig: visibility,
    Rules: when(
      (at) => typeof step(at, 'rule_json').value === 'string',
      (at) => unknownAt(step(at, 'rule_json'), 'unresolved'),
      each(
        'rule',
        object({
          ...attributes({ Name: 'name', Priority: 'priority' }),
          Action: action('action'),
          OverrideAction: action('override_action'),
          Statement: statement,
          VisibilityConfig: visibility,
        }),
      ),
    ),
    Tags: tagList(),
  },
  item: {
    ...reportedAs({ Arn: 'resourceARN', Id: 'id', Name: 'name', Description: 'description' }),
    VisibilityConfig: within(
      'configuration',
      within(
        'visibilityConfig',
        object(
          attributes({
            CloudWatchMetricsEnabled: 'cloudWatchMetricsEnabled',
            MetricName: 'metricName',
            SampledRequestsEnabled: 'sampledRequestsEnabled',
          }),
        ),
      ),
    ),
    Tags: itemTags,
  },
};

/** AWS::WAFv2::WebACLAssociation. */
export const webAclAssociation: TypeMapper = {
  type: 'AWS::WAFv2::WebACLAssociation',
  terraform: ['aws_wafv2_web_acl_association'],
  keys: ['id'],
  alwaysSet: ['ResourceArn', 'WebACLArn'],
  properties: attributes({ ResourceArn: 'resource_arn', WebACLArn: 'web_acl_arn' }),
  names: { WebACLArn: 'AWS::WAFv2::WebACL' },
};

/** AWS::WAFv2::LoggingConfiguration. */
export const webAclLogging: TypeMapper = {
  type: 'AWS::WAFv2::LoggingConfiguration',
  terraform: ['aws_wafv2_web_acl_logging_configuration'],
  keys: ['id'],
  alwaysSet: ['ResourceArn'],
  properties: attributes({ ResourceArn: 'resource_arn', LogDestinationConfigs: 'log_destination_configs' }),
  names: { ResourceArn: 'AWS::WAFv2::WebACL' },
};
