import {
  attribute,
  constant,
  each,
  eachBlock,
  isDefaulted,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  type Read,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, defaulted, filled, keyOf, reportedAs } from '../shapes.ts';
import { copy, originOf, step, type Traced, unknownAt } from '../traced.ts';

/** The key schema that Terraform writes as two names. */
const keySchema: Read = (at) => {
  const parts = (
    [
      ['hash_key', 'HASH'],
      ['range_key', 'RANGE'],
    ] as const
  ).flatMap(([name, type]): Traced[] => {
    const key = nonEmpty(name)(at);
    if (key === undefined) return [];
    return [
      {
        kind: 'object',
        fields: [
          ['AttributeName', key],
          ['KeyType', constant(type)],
        ],
        at: originOf(step(at, name)),
      },
    ];
  });
  return { kind: 'list', items: parts, at: originOf(at) };
};

const projection = object({
  ProjectionType: attribute('projection_type'),
  NonKeyAttributes: nonEmpty('non_key_attributes'),
});

/**
 * The encryption of a table without the block: with the key that AWS owns, which CloudFormation writes as
 * SSEEnabled false (DynamoDB Developer Guide, "Managing encrypted tables").
 */
const encryption: Read = (at) => {
  const found = within(
    'server_side_encryption',
    object({ SSEEnabled: attribute('enabled'), KMSMasterKeyId: keyOf('kms_key_arn', attribute('enabled')) }),
  )(at);
  // An existing table without a description of its encryption has the same key (DynamoDB API, SSEDescription).
  return found === undefined || isDefaulted(found, at) ? constant({ SSEEnabled: false }) : found;
};

/** AWS::DynamoDB::Table. Source of defaults: DynamoDB API, CreateTable: no backups, no deletion protection. */
export const dynamoTable: TypeMapper = {
  type: 'AWS::DynamoDB::Table',
  identity: 'TableName',
  terraform: ['aws_dynamodb_table'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Arn', 'TableName'],
  properties: {
    ...attributes({ Arn: 'arn', TableName: 'name' }),
    ...defaulted({
      BillingMode: ['billing_mode', 'PROVISIONED'],
      DeletionProtectionEnabled: ['deletion_protection_enabled', false],
      TableClass: ['table_class', 'STANDARD'],
    }),
    AttributeDefinitions: each('attribute', object(attributes({ AttributeName: 'name', AttributeType: 'type' }))),
    KeySchema: keySchema,
    ProvisionedThroughput: when(
      (at) => step(at, 'billing_mode').value === 'PAY_PER_REQUEST',
      () => undefined,
      object(attributes({ ReadCapacityUnits: 'read_capacity', WriteCapacityUnits: 'write_capacity' })),
    ),
    GlobalSecondaryIndexes: eachBlock(
      'global_secondary_index',
      object({ IndexName: attribute('name'), KeySchema: keySchema, Projection: projection }),
    ),
    LocalSecondaryIndexes: eachBlock(
      'local_secondary_index',
      object({ IndexName: attribute('name'), KeySchema: keySchema, Projection: projection }),
    ),
    PointInTimeRecoverySpecification: orDefault(
      within('point_in_time_recovery', object({ PointInTimeRecoveryEnabled: attribute('enabled') })),
      { PointInTimeRecoveryEnabled: false },
    ),
    SSESpecification: encryption,
    StreamSpecification: when(
      (at) => step(at, 'stream_enabled').value === true,
      object({ StreamViewType: attribute('stream_view_type') }),
    ),
    TimeToLiveSpecification: orDefault(
      within('ttl', object({ Enabled: attribute('enabled'), AttributeName: nonEmpty('attribute_name') })),
      { Enabled: false },
    ),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_dynamodb_resource_policy',
      owner: 'resource_arn',
      property: 'ResourcePolicy',
      read: object({ PolicyDocument: policyDocument('policy') }),
    },
  ],
  names: { 'SSESpecification.KMSMasterKeyId': 'AWS::KMS::Key' },
  item: {
    ...reportedAs({ Arn: 'tableArn', TableName: 'tableName' }),
    BillingMode: within(
      'configuration',
      (at) => within('billingModeSummary', nonEmpty('billingMode'))(at) ?? constant('PROVISIONED'),
    ),
    TableClass: within(
      'configuration',
      (at) => within('tableClassSummary', nonEmpty('tableClass'))(at) ?? constant('STANDARD'),
    ),
    AttributeDefinitions: within(
      'configuration',
      each(
        'attributeDefinitions',
        object(attributes({ AttributeName: 'attributeName', AttributeType: 'attributeType' })),
      ),
    ),
    KeySchema: within(
      'configuration',
      each('keySchema', object(attributes({ AttributeName: 'attributeName', KeyType: 'keyType' }))),
    ),
    PointInTimeRecoverySpecification: (at) => {
      // A part of its own, under the API's name.
      const part = step(step(at, 'supplementaryConfiguration'), 'ContinuousBackupsDescription');
      const status = step(step(part, 'pointInTimeRecoveryDescription'), 'pointInTimeRecoveryStatus');
      if (typeof status.value !== 'string') return unknownAt(part, 'not-reported');
      return constant({ PointInTimeRecoveryEnabled: status.value === 'ENABLED' });
    },
    SSESpecification: within('configuration', (at) => {
      const description = step(at, 'ssedescription');
      const status = step(description, 'status').value;
      if (description.value === undefined) return constant({ SSEEnabled: false });
      const key = copy(step(description, 'kmsmasterKeyArn'));
      return {
        kind: 'object',
        fields: [
          ['SSEEnabled', constant(status === 'ENABLED' || status === 'UPDATING')],
          ...(key === undefined ? [] : ([['KMSMasterKeyId', key]] as const)),
        ],
        at: originOf(description),
      };
    }),
    StreamSpecification: within(
      'configuration',
      within('streamSpecification', object(filled({ StreamViewType: 'streamViewType' }))),
    ),
    Tags: itemTags,
  },
};
