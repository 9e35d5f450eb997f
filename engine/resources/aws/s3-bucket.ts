import { isList, isObject } from '../json.ts';
import {
  always,
  asText,
  attribute,
  converted,
  each,
  eachBlock,
  firstOf,
  nameOf,
  nonEmpty,
  object,
  orDefault,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { copy, step, unknownAt } from '../traced.ts';
import { cannedForGrants } from './s3-acl.ts';
import { bucketItem, bucketPolicyItem } from './s3-bucket-item.ts';
import { lifecycleRule, lifecycleRuleInline, replicationRule, replicationRuleInline } from './s3-bucket-rules.ts';

const encryptionRule = object({
  // Off where nothing sets it, as the provider then reads it (S3 API, ServerSideEncryptionRule).
  BucketKeyEnabled: firstOf(attribute('bucket_key_enabled'), always(false)),
  ServerSideEncryptionByDefault: within(
    'apply_server_side_encryption_by_default',
    object({ SSEAlgorithm: nonEmpty('sse_algorithm'), KMSMasterKeyID: nonEmpty('kms_master_key_id') }),
  ),
});

const encryption = object({ ServerSideEncryptionConfiguration: each('rule', encryptionRule) });

const logging = object({ DestinationBucketName: attribute('target_bucket'), LogFilePrefix: nonEmpty('target_prefix') });

const corsRule = object({
  Id: nonEmpty('id'),
  AllowedHeaders: nonEmpty('allowed_headers'),
  AllowedMethods: attribute('allowed_methods'),
  AllowedOrigins: attribute('allowed_origins'),
  ExposedHeaders: nonEmpty('expose_headers'),
  MaxAge: positive('max_age_seconds'),
});

const objectLock = object({
  ObjectLockEnabled: firstOf(attribute('object_lock_enabled'), always('Enabled')),
  Rule: within(
    'rule',
    object({
      DefaultRetention: within(
        'default_retention',
        object({ Mode: attribute('mode'), Days: positive('days'), Years: positive('years') }),
      ),
    }),
  ),
});

const website = object({
  IndexDocument: within('index_document', attribute('suffix')),
  ErrorDocument: within('error_document', attribute('key')),
  RedirectAllRequestsTo: within(
    'redirect_all_requests_to',
    object({ HostName: attribute('host_name'), Protocol: nonEmpty('protocol') }),
  ),
  RoutingRules: eachBlock('routing_rule', (at) => copy(at)),
});

const websiteInline = object({
  IndexDocument: nonEmpty('index_document'),
  ErrorDocument: nonEmpty('error_document'),
  RedirectAllRequestsTo: (at) => object({ HostName: nonEmpty('redirect_all_requests_to') })(at),
});

/**
 * `versioning.enabled = false` tells suspended and never switched on not apart; both are told as absent, as Config does
 * for a bucket that never had it.
 */
const versioningInline: Read = converted('enabled', (on) => (on === true ? 'Enabled' : undefined));

/** A satellite with status Disabled says that versioning was never on. */
const versioning = within(
  'versioning_configuration',
  object({ Status: converted('status', (status) => (status === 'Disabled' ? undefined : status)) }),
);

/** Grants to groups of everybody, where no canned ACL is given: the canned name that grants the same. */
const grants: Read = (at) => {
  const policy = step(step(at, 'access_control_policy'), 0);
  const list = step(policy, 'grant').value;
  if (!isList(list)) return undefined;
  const canned = cannedForGrants(
    list.map((grant) => {
      const grantee = isObject(grant) && isList(grant.grantee) ? grant.grantee[0] : undefined;
      return {
        uri: isObject(grantee) && typeof grantee.uri === 'string' ? grantee.uri : '',
        permission: isObject(grant) ? grant.permission : undefined,
      };
    }),
  );
  return { kind: 'value', value: canned, at: { native: at.native, path: policy.path } };
};

const CANNED: { readonly [from: string]: string } = {
  private: 'Private',
  'public-read': 'PublicRead',
  'public-read-write': 'PublicReadWrite',
  'authenticated-read': 'AuthenticatedRead',
  'aws-exec-read': 'AwsExecRead',
  'bucket-owner-read': 'BucketOwnerRead',
  'bucket-owner-full-control': 'BucketOwnerFullControl',
  'log-delivery-write': 'LogDeliveryWrite',
};

const canned = converted('acl', (acl) => (typeof acl === 'string' && Object.hasOwn(CANNED, acl) ? CANNED[acl] : acl));

const publicAccessBlock = object({
  BlockPublicAcls: orFalse('block_public_acls'),
  BlockPublicPolicy: orFalse('block_public_policy'),
  IgnorePublicAcls: orFalse('ignore_public_acls'),
  RestrictPublicBuckets: orFalse('restrict_public_buckets'),
});

/** Provider default of the four switches: false. */
function orFalse(name: string): Read {
  return firstOf(attribute(name), always(false));
}

/**
 * AWS::S3::Bucket.
 * Defaults of new buckets:
 * - encryption with S3 managed keys. Source: Amazon S3, "Setting default server-side encryption behavior": since
 *   5 January 2023 every new object is encrypted with SSE-S3 as the base level.
 * - all four public access switches on and ACLs off (BucketOwnerEnforced). Source: AWS What's New, 27 April 2023, "Amazon
 *   S3 now automatically enables S3 Block Public Access and disables access control lists for all new buckets"; it
 *   holds for the API, hence for Terraform.
 * A bucket's name is its id, so `BucketName` is known as soon as either is.
 */
export const s3Bucket: TypeMapper = {
  type: 'AWS::S3::Bucket',
  identity: 'BucketName',
  terraform: ['aws_s3_bucket'],
  keys: ['bucket', 'id', 'arn'],
  alwaysSet: ['BucketName', 'Arn', 'DomainName', 'RegionalDomainName'],
  properties: {
    BucketName: attribute('bucket'),
    Arn: attribute('arn'),
    DomainName: attribute('bucket_domain_name'),
    RegionalDomainName: attribute('bucket_regional_domain_name'),
    // The provider never reads an ACL back: where the configuration sets none, an existing bucket's is not known.
    AccessControl: firstOf(orDefault(canned, 'Private'), (at) => unknownAt(step(at, 'acl'), 'not-reported')),
    BucketEncryption: orDefault(within('server_side_encryption_configuration', encryption), {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ],
    }),
    VersioningConfiguration: unsetWhenNew(within('versioning', object({ Status: versioningInline }))),
    LoggingConfiguration: unsetWhenNew(within('logging', logging)),
    LifecycleConfiguration: object({ Rules: unsetWhenNew(eachBlock('lifecycle_rule', lifecycleRuleInline)) }),
    CorsConfiguration: object({ CorsRules: unsetWhenNew(eachBlock('cors_rule', corsRule)) }),
    WebsiteConfiguration: unsetWhenNew(within('website', websiteInline)),
    ObjectLockEnabled: orDefault(attribute('object_lock_enabled'), false),
    ObjectLockConfiguration: unsetWhenNew(within('object_lock_configuration', objectLock)),
    ReplicationConfiguration: unsetWhenNew(
      within(
        'replication_configuration',
        object({ Role: attribute('role'), Rules: each('rules', replicationRuleInline) }),
      ),
    ),
    AccelerateConfiguration: object({ AccelerationStatus: unsetWhenNew(nonEmpty('acceleration_status')) }),
    Tags: tagList(),
  },
  defaults: {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  },
  satellites: [
    satellite('aws_s3_bucket_versioning', 'VersioningConfiguration', versioning),
    satellite('aws_s3_bucket_server_side_encryption_configuration', 'BucketEncryption', encryption),
    satellite('aws_s3_bucket_public_access_block', 'PublicAccessBlockConfiguration', publicAccessBlock),
    satellite('aws_s3_bucket_logging', 'LoggingConfiguration', logging),
    satellite('aws_s3_bucket_acl', 'AccessControl', firstOf(canned, grants)),
    satellite(
      'aws_s3_bucket_lifecycle_configuration',
      'LifecycleConfiguration',
      object({ Rules: each('rule', lifecycleRule) }),
    ),
    satellite(
      'aws_s3_bucket_ownership_controls',
      'OwnershipControls',
      object({ Rules: each('rule', object({ ObjectOwnership: attribute('object_ownership') })) }),
    ),
    satellite(
      'aws_s3_bucket_cors_configuration',
      'CorsConfiguration',
      object({ CorsRules: each('cors_rule', corsRule) }),
    ),
    satellite('aws_s3_bucket_website_configuration', 'WebsiteConfiguration', website),
    satellite('aws_s3_bucket_object_lock_configuration', 'ObjectLockConfiguration', objectLock),
    satellite(
      'aws_s3_bucket_replication_configuration',
      'ReplicationConfiguration',
      object({ Role: attribute('role'), Rules: each('rule', replicationRule) }),
    ),
    satellite(
      'aws_s3_bucket_accelerate_configuration',
      'AccelerateConfiguration',
      object({ AccelerationStatus: attribute('status') }),
    ),
  ],
  names: { 'LoggingConfiguration.DestinationBucketName': 'AWS::S3::Bucket' },
  split: [
    {
      type: 'AWS::S3::BucketPolicy',
      from: 'terraform',
      owner: 'Bucket',
      beside: ['aws_s3_bucket_policy', 'bucket'],
      read: (at) => {
        const document = policyDocument('policy')(at);
        const known = document !== undefined && (document.kind !== 'unknown' || at.native.isConfigured(['policy']));
        return known ? object({ Bucket: attribute('bucket'), PolicyDocument: () => document })(at) : undefined;
      },
    },
    { type: 'AWS::S3::BucketPolicy', from: 'item', owner: 'Bucket', read: bucketPolicyItem },
  ],
  item: bucketItem,
};

/** AWS::S3::BucketPolicy stays a resource of its own: a bucket has no such property. */
export const s3BucketPolicy: TypeMapper = {
  type: 'AWS::S3::BucketPolicy',
  terraform: ['aws_s3_bucket_policy'],
  keys: ['bucket'],
  alwaysSet: ['Bucket', 'PolicyDocument'],
  properties: { Bucket: nameOf('bucket', 'aws_s3_bucket', 'bucket'), PolicyDocument: policyDocument('policy') },
  names: { Bucket: 'AWS::S3::Bucket' },
};

/** Extension: CloudFormation has no such type, the name is AWS Config's. Account-wide, so an account-wide resource. */
export const s3AccountPublicAccessBlock: TypeMapper = {
  type: 'AWS::S3::AccountPublicAccessBlock',
  terraform: ['aws_s3_account_public_access_block'],
  keys: ['account_id'],
  properties: {
    AccountId: attribute('account_id'),
    BlockPublicAcls: orFalse('block_public_acls'),
    BlockPublicPolicy: orFalse('block_public_policy'),
    IgnorePublicAcls: orFalse('ignore_public_acls'),
    RestrictPublicBuckets: orFalse('restrict_public_buckets'),
  },
  item: {
    AccountId: asText('accountId'),
    BlockPublicAcls: within('configuration', attribute('blockPublicAcls')),
    BlockPublicPolicy: within('configuration', attribute('blockPublicPolicy')),
    IgnorePublicAcls: within('configuration', attribute('ignorePublicAcls')),
    RestrictPublicBuckets: within('configuration', attribute('restrictPublicBuckets')),
  },
};

function satellite(terraform: string, property: string, read: Read) {
  return { terraform, owner: 'bucket', property, read };
}
