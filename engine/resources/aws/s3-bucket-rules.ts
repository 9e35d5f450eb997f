import { isObject } from '../json.ts';
import {
  attribute,
  converted,
  eachBlock,
  firstOf,
  listOfOne,
  nonEmpty,
  object,
  positive,
  type Read,
  tagList,
  within,
} from '../mapper.ts';
import { copy, step } from '../traced.ts';

const transition = object({
  StorageClass: attribute('storage_class'),
  TransitionInDays: attribute('days'),
  TransitionDate: nonEmpty('date'),
});

const noncurrentTransition = object({
  StorageClass: attribute('storage_class'),
  TransitionInDays: firstOf(positive('noncurrent_days'), attribute('days')),
  NewerNoncurrentVersions: positive('newer_noncurrent_versions'),
});

const expirationFields = {
  ExpirationInDays: within('expiration', positive('days')),
  ExpirationDate: within('expiration', nonEmpty('date')),
  ExpiredObjectDeleteMarker: within('expiration', attribute('expired_object_delete_marker')),
};

/** The filter's own prefix, or that of its `and`. */
const filterPrefix = within('filter', firstOf(nonEmpty('prefix'), within('and', nonEmpty('prefix'))));

const filterTags = within(
  'filter',
  firstOf(
    listOfOne(within('tag', object({ Key: attribute('key'), Value: attribute('value') }))),
    within('and', tagsOf('tags')),
  ),
);

function tagsOf(name: string): Read {
  const list = tagList((at) => copy(step(at, name)));
  return (at) => (isObject(step(at, name).value) ? list(at) : undefined);
}

/** A rule of `aws_s3_bucket_lifecycle_configuration`. Source: CloudFormation, AWS::S3::Bucket Rule. */
export const lifecycleRule = object({
  Id: nonEmpty('id'),
  Status: attribute('status'),
  Prefix: firstOf(nonEmpty('prefix'), filterPrefix),
  TagFilters: filterTags,
  ObjectSizeGreaterThan: within('filter', positive('object_size_greater_than')),
  ObjectSizeLessThan: within('filter', positive('object_size_less_than')),
  AbortIncompleteMultipartUpload: within(
    'abort_incomplete_multipart_upload',
    object({ DaysAfterInitiation: attribute('days_after_initiation') }),
  ),
  ...expirationFields,
  NoncurrentVersionExpiration: within(
    'noncurrent_version_expiration',
    object({
      NoncurrentDays: attribute('noncurrent_days'),
      NewerNoncurrentVersions: positive('newer_noncurrent_versions'),
    }),
  ),
  Transitions: eachBlock('transition', transition),
  NoncurrentVersionTransitions: eachBlock('noncurrent_version_transition', noncurrentTransition),
});

/** A `lifecycle_rule` block of `aws_s3_bucket`. */
export const lifecycleRuleInline = object({
  Id: nonEmpty('id'),
  Status: converted('enabled', (on) => (on === true ? 'Enabled' : 'Disabled')),
  Prefix: nonEmpty('prefix'),
  TagFilters: tagsOf('tags'),
  AbortIncompleteMultipartUpload: object({ DaysAfterInitiation: positive('abort_incomplete_multipart_upload_days') }),
  ...expirationFields,
  NoncurrentVersionExpiration: within('noncurrent_version_expiration', object({ NoncurrentDays: attribute('days') })),
  Transitions: eachBlock('transition', transition),
  NoncurrentVersionTransitions: eachBlock('noncurrent_version_transition', noncurrentTransition),
});

const replicaKey = object({ ReplicaKmsKeyID: nonEmpty('replica_kms_key_id') });

/** A rule of `aws_s3_bucket_replication_configuration`. Source: CloudFormation, AWS::S3::Bucket ReplicationRule. */
export const replicationRule = object({
  Id: nonEmpty('id'),
  Priority: attribute('priority'),
  Status: attribute('status'),
  Prefix: firstOf(nonEmpty('prefix'), filterPrefix),
  DeleteMarkerReplication: within('delete_marker_replication', object({ Status: attribute('status') })),
  Destination: within(
    'destination',
    object({
      Account: nonEmpty('account'),
      Bucket: attribute('bucket'),
      StorageClass: nonEmpty('storage_class'),
      EncryptionConfiguration: within('encryption_configuration', replicaKey),
    }),
  ),
  SourceSelectionCriteria: within(
    'source_selection_criteria',
    object({
      SseKmsEncryptedObjects: within('sse_kms_encrypted_objects', object({ Status: attribute('status') })),
    }),
  ),
});

/** A `rules` block of `replication_configuration` in `aws_s3_bucket`. */
export const replicationRuleInline = object({
  Id: nonEmpty('id'),
  Priority: attribute('priority'),
  Status: attribute('status'),
  Prefix: firstOf(nonEmpty('prefix'), filterPrefix),
  Destination: within(
    'destination',
    object({
      Account: nonEmpty('account_id'),
      Bucket: attribute('bucket'),
      StorageClass: nonEmpty('storage_class'),
      EncryptionConfiguration: replicaKey,
    }),
  ),
});
