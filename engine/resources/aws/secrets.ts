import {
  always,
  attribute,
  constant,
  converted,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  positive,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, filled, ifSet, reportedAs } from '../shapes.ts';
import { step } from '../traced.ts';

/**
 * AWS::CertificateManager::Certificate; `Type`, `NotAfter` and `Status` are extensions (AWS Config, which calls the type
 * AWS::ACM::Certificate). Source of defaults: ACM API, RequestCertificate: RSA_2048, transparency logging on.
 */
export const certificate: TypeMapper = {
  type: 'AWS::CertificateManager::Certificate',
  terraform: ['aws_acm_certificate'],
  itemTypes: ['AWS::ACM::Certificate'],
  keys: ['arn', 'id'],
  alwaysSet: ['Id', 'DomainName'],
  properties: {
    ...attributes({ Id: 'arn', DomainName: 'domain_name' }),
    // An imported certificate brings its key; a requested one has RSA_2048 unless told otherwise.
    KeyAlgorithm: when(
      (at) => typeof step(at, 'certificate_body').value === 'string',
      attribute('key_algorithm'),
      orDefault(attribute('key_algorithm'), 'RSA_2048'),
    ),
    ...ifSet({ ValidationMethod: 'validation_method' }),
    SubjectAlternativeNames: attribute('subject_alternative_names'),
    ...filled({ CertificateAuthorityArn: 'certificate_authority_arn' }),
    CertificateTransparencyLoggingPreference: orDefault(
      within('options', nonEmpty('certificate_transparency_logging_preference')),
      'ENABLED',
    ),
    Type: when(
      (at) => at.native.isNew,
      when((at) => typeof step(at, 'certificate_body').value === 'string', always('IMPORTED'), always('AMAZON_ISSUED')),
      attribute('type'),
    ),
    ...filled({ NotAfter: 'not_after' }),
    Tags: tagList(),
  },
  item: {
    ...reportedAs({
      Id: 'certificateArn',
      DomainName: 'domainName',
      KeyAlgorithm: 'keyAlgorithm',
      SubjectAlternativeNames: 'subjectAlternativeNames',
      CertificateAuthorityArn: 'certificateAuthorityArn',
      NotAfter: 'notAfter',
      Status: 'status',
      Type: 'type',
    }),
    CertificateTransparencyLoggingPreference: within(
      'configuration',
      within('options', nonEmpty('certificateTransparencyLoggingPreference')),
    ),
    ValidationMethod: within('configuration', within('domainValidationOptions', nonEmpty('validationMethod'))),
    Tags: itemTags,
  },
};

/**
 * AWS::SecretsManager::Secret. Without a key a secret has the account's aws/secretsmanager key (Secrets Manager API,
 * CreateSecret KmsKeyId). Config reports `RotationEnabled` and `RotationRules` beside: extensions.
 */
export const secretsManagerSecret: TypeMapper = {
  type: 'AWS::SecretsManager::Secret',
  identity: 'Id',
  terraform: ['aws_secretsmanager_secret'],
  keys: ['arn', 'id', 'name'],
  alwaysSet: ['Id', 'Name'],
  properties: {
    ...attributes({ Id: 'arn', Name: 'name' }),
    ...filled({ Description: 'description', KmsKeyId: 'kms_key_id' }),
    Tags: tagList(),
  },
  // Nothing rotates a new secret but a rotation of its own (Secrets Manager API, RotateSecret).
  defaults: { RotationEnabled: false },
  satellites: [
    {
      terraform: 'aws_secretsmanager_secret_rotation',
      owner: 'secret_id',
      property: 'RotationEnabled',
      read: () => constant(true),
    },
    {
      terraform: 'aws_secretsmanager_secret_rotation',
      owner: 'secret_id',
      property: 'RotationRules',
      read: within(
        'rotation_rules',
        object({
          AutomaticallyAfterDays: positive('automatically_after_days'),
          ...filled({ Duration: 'duration', ScheduleExpression: 'schedule_expression' }),
        }),
      ),
    },
  ],
  split: [
    {
      type: 'AWS::SecretsManager::ResourcePolicy',
      from: 'terraform',
      owner: 'SecretId',
      beside: ['aws_secretsmanager_secret_policy', 'secret_arn'],
      read: (at) => {
        const document = policyDocument('policy')(at);
        const isTold = document !== undefined && (document.kind !== 'unknown' || at.native.isConfigured(['policy']));
        return isTold ? object({ SecretId: attribute('arn'), ResourcePolicy: () => document })(at) : undefined;
      },
    },
  ],
  names: { KmsKeyId: 'AWS::KMS::Key' },
};

/** AWS::SecretsManager::ResourcePolicy. */
export const secretPolicy: TypeMapper = {
  type: 'AWS::SecretsManager::ResourcePolicy',
  terraform: ['aws_secretsmanager_secret_policy'],
  keys: ['id'],
  alwaysSet: ['SecretId', 'ResourcePolicy'],
  properties: {
    SecretId: attribute('secret_arn'),
    ResourcePolicy: policyDocument('policy'),
    BlockPublicPolicy: converted('block_public_policy', (value) => value),
  },
  names: { SecretId: 'AWS::SecretsManager::Secret' },
};

/** AWS::SecretsManager::RotationSchedule. */
export const secretRotation: TypeMapper = {
  type: 'AWS::SecretsManager::RotationSchedule',
  terraform: ['aws_secretsmanager_secret_rotation'],
  keys: ['id'],
  alwaysSet: ['SecretId'],
  properties: {
    SecretId: attribute('secret_id'),
    ...filled({ RotationLambdaARN: 'rotation_lambda_arn' }),
    RotationRules: within(
      'rotation_rules',
      object({
        AutomaticallyAfterDays: positive('automatically_after_days'),
        ...filled({ Duration: 'duration', ScheduleExpression: 'schedule_expression' }),
      }),
    ),
  },
  names: { SecretId: 'AWS::SecretsManager::Secret', RotationLambdaARN: 'AWS::Lambda::Function' },
};
