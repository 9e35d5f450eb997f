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
import { ownArn } from '../symbolic.ts';
import { type Cursor, step, type Traced, unknownAt, withValue } from '../traced.ts';

/**
 * The key policy of a key that is made without one; its principal is the account, whose partition a plan does not tell.
 * Source: KMS Developer Guide, "Default key policy when you create a KMS key programmatically".
 */
function defaultKeyPolicy(at: Cursor): Traced {
  const account: Traced = ownArn(step(at, 'policy'), 'root');
  const object = (fields: readonly (readonly [string, Traced])[]): Traced => ({
    kind: 'object',
    fields,
    at: undefined,
  });
  const statement = object([
    ['Sid', constant('Enable IAM User Permissions')],
    ['Effect', constant('Allow')],
    ['Principal', object([['AWS', account]])],
    ['Action', constant('kms:*')],
    ['Resource', constant('*')],
  ]);
  return object([
    ['Version', constant('2012-10-17')],
    ['Id', constant('key-default-1')],
    ['Statement', { kind: 'list', items: [statement], at: undefined }],
  ]);
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
    {
      ...{ terraform: 'aws_kms_key_policy', owner: 'key_id', property: 'KeyPolicy', resets: true },
      read: policyDocument('policy'),
    },
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
