import type { JsonValue } from '../../inputs/index.ts';
import { isList, isObject } from '../json.ts';
import {
  asText,
  attribute,
  constant,
  convertAt,
  converted,
  each,
  itemTags,
  nonEmpty,
  object,
  type Read,
  within,
} from '../mapper.ts';
import { parseEncoded, policyDocumentAt } from '../policy-document.ts';
import { type Cursor, copy, step, type Traced, unknownAt, withValue } from '../traced.ts';
import { cannedForGrants } from './s3-acl.ts';

/**
 * A part of `supplementaryConfiguration`, which may be JSON text, once or twice encoded.
 * Shape: an item without any supplementary configuration does not report the part: unknown, not absent.
 */
function part(name: string, read: Read): Read {
  return (at) => {
    const all = step(at, 'supplementaryConfiguration');
    if (!isObject(all.value) || Object.keys(all.value).length === 0) return unknownAt(step(all, name), 'not-reported');
    const raw = step(all, name);
    const value = parseEncoded(raw.value);
    return value === undefined || value === null ? undefined : read(withValue(raw, value));
  };
}

/** Config writes -1 for numbers that are not set. */
function set(name: string): Read {
  return converted(name, (value) => (value === -1 || value === '' ? undefined : value));
}

const predicate = (read: Read): Read => within('filter', within('predicate', read));

const lifecycleRule = object({
  Id: nonEmpty('id'),
  Status: attribute('status'),
  Prefix: (at) => nonEmpty('prefix')(at) ?? predicate(nonEmpty('prefix'))(at),
  AbortIncompleteMultipartUpload: within(
    'abortIncompleteMultipartUpload',
    object({ DaysAfterInitiation: set('daysAfterInitiation') }),
  ),
  ExpirationInDays: set('expirationInDays'),
  ExpirationDate: nonEmpty('expirationDate'),
  ExpiredObjectDeleteMarker: attribute('expiredObjectDeleteMarker'),
  NoncurrentVersionExpiration: (at) =>
    within(
      'noncurrentVersionExpiration',
      object({ NoncurrentDays: set('noncurrentDays'), NewerNoncurrentVersions: set('newerNoncurrentVersions') }),
    )(at) ?? object({ NoncurrentDays: set('noncurrentVersionExpirationInDays') })(at),
  Transitions: each(
    'transitions',
    object({
      StorageClass: attribute('storageClass'),
      TransitionInDays: set('days'),
      TransitionDate: nonEmpty('date'),
    }),
  ),
  NoncurrentVersionTransitions: each(
    'noncurrentVersionTransitions',
    object({ StorageClass: attribute('storageClass'), TransitionInDays: set('days') }),
  ),
});

/** The canned ACL of a bucket's grants. Source: Config items write groups by name, `"grantee": "AllUsers"`. */
const accessControl: Read = (at) =>
  convertAt(at, (value) => {
    const list = isObject(value) ? value.grantList : undefined;
    if (!isList(list)) return undefined;
    return cannedForGrants(
      list.filter(isObject).map((grant) => ({
        uri: `/${typeof grant.grantee === 'string' ? grant.grantee : ''}`,
        permission: permissionName(grant.permission),
      })),
    );
  });

/** `Read`, `ReadAcp`, `FullControl` as the S3 API writes them. */
function permissionName(permission: JsonValue | undefined): string {
  return String(permission)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase();
}

/**
 * AWS::S3::Bucket out of a Config item.
 * Source: AWS Config resource schema, AWS::S3::Bucket; `supplementaryConfiguration` names the S3 API's calls.
 */
export const bucketItem: { readonly [property: string]: Read } = {
  BucketName: within('configuration', attribute('name')),
  Arn: asText('arn'),
  AccessControl: part('AccessControlList', accessControl),
  BucketEncryption: part(
    'ServerSideEncryptionConfiguration',
    object({
      ServerSideEncryptionConfiguration: each(
        'rules',
        object({
          BucketKeyEnabled: attribute('bucketKeyEnabled'),
          ServerSideEncryptionByDefault: within(
            'applyServerSideEncryptionByDefault',
            object({ SSEAlgorithm: attribute('sseAlgorithm'), KMSMasterKeyID: nonEmpty('kmsMasterKeyID') }),
          ),
        }),
      ),
    }),
  ),
  VersioningConfiguration: part(
    'BucketVersioningConfiguration',
    object({ Status: converted('status', (status) => (status === 'Off' ? undefined : status)) }),
  ),
  LoggingConfiguration: part(
    'BucketLoggingConfiguration',
    object({ DestinationBucketName: nonEmpty('destinationBucketName'), LogFilePrefix: nonEmpty('logFilePrefix') }),
  ),
  PublicAccessBlockConfiguration: part(
    'PublicAccessBlockConfiguration',
    object({
      BlockPublicAcls: attribute('blockPublicAcls'),
      BlockPublicPolicy: attribute('blockPublicPolicy'),
      IgnorePublicAcls: attribute('ignorePublicAcls'),
      RestrictPublicBuckets: attribute('restrictPublicBuckets'),
    }),
  ),
  LifecycleConfiguration: part('BucketLifecycleConfiguration', object({ Rules: each('rules', lifecycleRule) })),
  CorsConfiguration: part(
    'BucketCrossOriginConfiguration',
    object({
      CorsRules: each(
        'rules',
        object({
          Id: nonEmpty('id'),
          AllowedHeaders: attribute('allowedHeaders'),
          AllowedMethods: attribute('allowedMethods'),
          AllowedOrigins: attribute('allowedOrigins'),
          ExposedHeaders: attribute('exposedHeaders'),
          MaxAge: set('maxAgeSeconds'),
        }),
      ),
    }),
  ),
  WebsiteConfiguration: part(
    'BucketWebsiteConfiguration',
    object({
      IndexDocument: nonEmpty('indexDocumentSuffix'),
      ErrorDocument: nonEmpty('errorDocument'),
      RedirectAllRequestsTo: within(
        'redirectAllRequestsTo',
        object({ HostName: attribute('hostName'), Protocol: attribute('protocol') }),
      ),
    }),
  ),
  ObjectLockEnabled: (at) =>
    part(
      'ObjectLockConfiguration',
      converted('objectLockEnabled', (on) => on === 'Enabled'),
    )(at) ?? constant(false),
  ObjectLockConfiguration: part(
    'ObjectLockConfiguration',
    object({
      ObjectLockEnabled: attribute('objectLockEnabled'),
      Rule: within(
        'rule',
        object({
          DefaultRetention: within(
            'defaultRetention',
            object({ Mode: attribute('mode'), Days: set('days'), Years: set('years') }),
          ),
        }),
      ),
    }),
  ),
  ReplicationConfiguration: part(
    'BucketReplicationConfiguration',
    object({ Role: attribute('roleARN'), Rules: replicationRules }),
  ),
  AccelerateConfiguration: part('BucketAccelerateConfiguration', object({ AccelerationStatus: nonEmpty('status') })),
  Tags: itemTags,
};

/** Config keeps replication rules in an object by id. */
function replicationRules(at: Cursor): Traced | undefined {
  const rules = step(at, 'rules');
  if (!isObject(rules.value)) return copy(rules);
  const items = Object.keys(rules.value).map((id): Traced => {
    const rule = step(rules, id);
    const status = copy(step(rule, 'status'));
    const destination = object({ Bucket: within('destinationConfig', attribute('bucketARN')) })(rule);
    const fields: [string, Traced][] = [['Id', { kind: 'value', value: id, at: undefined }]];
    if (status !== undefined) fields.push(['Status', status]);
    if (destination !== undefined) fields.push(['Destination', destination]);
    return { kind: 'object', fields, at: { native: at.native, path: rule.path } };
  });
  return { kind: 'list', items, at: { native: at.native, path: rules.path } };
}

/** The bucket policy that the item carries: a resource of its own. */
export const bucketPolicyItem: Read = (at) => {
  const document = part('BucketPolicy', (policy) => policyDocumentAt(step(policy, 'policyText')))(at);
  if (document === undefined || document.kind === 'unknown') return undefined;
  return object({ Bucket: within('configuration', attribute('name')), PolicyDocument: () => document })(at);
};
