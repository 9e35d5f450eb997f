import {
  always,
  attribute,
  constant,
  convertAt,
  converted,
  firstOf,
  itemTags,
  nonEmpty,
  orDefault,
  positive,
  type Read,
  reported,
  type TypeMapper,
  tagList,
  unsetWhenNew,
} from '../mapper.ts';
import { parseEncoded, policyDocument, policyDocumentAt } from '../policy-document.ts';
import { ACCOUNT, PARTITION } from '../symbolic.ts';
import { type Cursor, step, unknownAt, withValue } from '../traced.ts';

/**
 * The key policy of a key that is made without one.
 * Shape:  an account that neither the plan nor the run names is a pseudo parameter.
 * Source: KMS Developer Guide, "Default key policy when you create a KMS key programmatically".
 */
function defaultKeyPolicy(at: Cursor) {
  const { account = ACCOUNT } = at.native;
  return constant({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${PARTITION}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}

function supplementary(name: string): Read {
  return (at) => {
    const part = step(step(at, 'supplementaryConfiguration'), name);
    return convertAt(part, (value) => parseEncoded(value)) ?? unknownAt(part, 'not-reported');
  };
}

/** Where key material comes from when a store is named; the provider writes '' for a key that KMS itself keeps. */
function store(name: string, origin: string): Read {
  return converted(name, (value) => (value === '' ? undefined : origin));
}

/**
 * AWS::KMS::Key; KeyManager and KeyState are extensions (AWS Config), since rotation concerns customer keys alone.
 * Defaults of new keys: rotation off, enabled, a single region, KMS key material (KMS API, CreateKey).
 */
export const kmsKey: TypeMapper = {
  type: 'AWS::KMS::Key',
  identity: 'KeyId',
  terraform: ['aws_kms_key'],
  keys: ['key_id', 'id', 'arn'],
  alwaysSet: ['Arn', 'KeyId', 'KeyPolicy'],
  properties: {
    Arn: attribute('arn'),
    KeyId: attribute('key_id'),
    Description: unsetWhenNew(nonEmpty('description')),
    EnableKeyRotation: orDefault(attribute('enable_key_rotation'), false),
    Enabled: orDefault(attribute('is_enabled'), true),
    KeyManager: always('CUSTOMER'),
    KeyPolicy: orDefault(policyDocument('policy'), defaultKeyPolicy),
    KeySpec: attribute('customer_master_key_spec'),
    KeyUsage: attribute('key_usage'),
    MultiRegion: orDefault(attribute('multi_region'), false),
    Origin: firstOf(
      store('xks_key_id', 'EXTERNAL_KEY_STORE'),
      store('custom_key_store_id', 'AWS_CLOUDHSM'),
      always('AWS_KMS'),
    ),
    PendingWindowInDays: positive('deletion_window_in_days'),
    // Rotated once a year where no period is set (KMS API, EnableKeyRotation RotationPeriodInDays).
    RotationPeriodInDays: orDefault(positive('rotation_period_in_days'), (at) =>
      step(at, 'enable_key_rotation').value === true ? constant(365) : undefined,
    ),
    Tags: tagList(),
  },
  satellites: [
    { terraform: 'aws_kms_key_policy', owner: 'key_id', property: 'KeyPolicy', read: policyDocument('policy') },
  ],
  item: {
    Arn: reported('arn'),
    KeyId: reported('keyId'),
    Description: reported('description'),
    EnableKeyRotation: supplementary('KeyRotationStatus'),
    Enabled: reported('enabled'),
    KeyManager: reported('keyManager'),
    KeyPolicy: (at) => {
      const part = step(step(at, 'supplementaryConfiguration'), 'Policy');
      return policyDocumentAt(withValue(part, parseEncoded(part.value))) ?? unknownAt(part, 'not-reported');
    },
    KeySpec: reported('keySpec'),
    KeyState: reported('keyState'),
    KeyUsage: reported('keyUsage'),
    MultiRegion: reported('multiRegion'),
    Origin: reported('origin'),
    Tags: itemTags,
  },
};
