import {
  always,
  attribute,
  each,
  eachBlock,
  itemTags,
  nonEmpty,
  object,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { attributes, filled, ifSet } from '../shapes.ts';
import { step } from '../traced.ts';

const behaviour = {
  ...attributes({
    TargetOriginId: 'target_origin_id',
    ViewerProtocolPolicy: 'viewer_protocol_policy',
    AllowedMethods: 'allowed_methods',
    CachedMethods: 'cached_methods',
    Compress: 'compress',
  }),
  ...filled({
    CachePolicyId: 'cache_policy_id',
    FieldLevelEncryptionId: 'field_level_encryption_id',
    OriginRequestPolicyId: 'origin_request_policy_id',
    RealtimeLogConfigArn: 'realtime_log_config_arn',
    ResponseHeadersPolicyId: 'response_headers_policy_id',
  }),
  ...ifSet({ TrustedKeyGroups: 'trusted_key_groups', TrustedSigners: 'trusted_signers' }),
  LambdaFunctionAssociations: eachBlock(
    'lambda_function_association',
    object(attributes({ EventType: 'event_type', LambdaFunctionARN: 'lambda_arn', IncludeBody: 'include_body' })),
  ),
  FunctionAssociations: eachBlock(
    'function_association',
    object(attributes({ EventType: 'event_type', FunctionARN: 'function_arn' })),
  ),
};

const origin = object({
  ...attributes({
    Id: 'origin_id',
    DomainName: 'domain_name',
    ConnectionAttempts: 'connection_attempts',
    ConnectionTimeout: 'connection_timeout',
  }),
  ...filled({ OriginPath: 'origin_path', OriginAccessControlId: 'origin_access_control_id' }),
  S3OriginConfig: within('s3_origin_config', object({ OriginAccessIdentity: attribute('origin_access_identity') })),
  CustomOriginConfig: within(
    'custom_origin_config',
    object(
      attributes({
        HTTPPort: 'http_port',
        HTTPSPort: 'https_port',
        OriginProtocolPolicy: 'origin_protocol_policy',
        OriginSSLProtocols: 'origin_ssl_protocols',
      }),
    ),
  ),
  OriginShield: within(
    'origin_shield',
    object({ ...attributes({ Enabled: 'enabled' }), ...filled({ OriginShieldRegion: 'origin_shield_region' }) }),
  ),
});

/** The default certificate speaks TLSv1 whatever the version says (CloudFront API, ViewerCertificate). */
const certificate = object({
  ...filled({
    AcmCertificateArn: 'acm_certificate_arn',
    IamCertificateId: 'iam_certificate_id',
    SslSupportMethod: 'ssl_support_method',
  }),
  CloudFrontDefaultCertificate: attribute('cloudfront_default_certificate'),
  MinimumProtocolVersion: when(
    (at) => step(at, 'cloudfront_default_certificate').value === true,
    always('TLSv1'),
    attribute('minimum_protocol_version'),
  ),
});

const config: Read = object({
  ...attributes({
    Enabled: 'enabled',
    HttpVersion: 'http_version',
    IPV6Enabled: 'is_ipv6_enabled',
    PriceClass: 'price_class',
  }),
  ...filled({
    Aliases: 'aliases',
    Comment: 'comment',
    DefaultRootObject: 'default_root_object',
    WebACLId: 'web_acl_id',
  }),
  DefaultCacheBehavior: within('default_cache_behavior', object(behaviour)),
  CacheBehaviors: eachBlock('ordered_cache_behavior', object({ PathPattern: attribute('path_pattern'), ...behaviour })),
  Origins: each('origin', origin),
  Logging: within(
    'logging_config',
    object({ Bucket: attribute('bucket'), IncludeCookies: attribute('include_cookies'), Prefix: nonEmpty('prefix') }),
  ),
  Restrictions: within(
    'restrictions',
    object({
      GeoRestriction: within(
        'geo_restriction',
        object({ RestrictionType: attribute('restriction_type'), ...ifSet({ Locations: 'locations' }) }),
      ),
    }),
  ),
  ViewerCertificate: within('viewer_certificate', certificate),
  CustomErrorResponses: eachBlock(
    'custom_error_response',
    object({
      ErrorCode: attribute('error_code'),
      ResponseCode: positive('response_code'),
      ...filled({ ResponsePagePath: 'response_page_path' }),
    }),
  ),
});

const itemBehaviour = {
  ...attributes({
    TargetOriginId: 'targetOriginId',
    ViewerProtocolPolicy: 'viewerProtocolPolicy',
    Compress: 'compress',
  }),
  AllowedMethods: within('allowedMethods', attribute('items')),
  ...filled({
    CachePolicyId: 'cachePolicyId',
    FieldLevelEncryptionId: 'fieldLevelEncryptionId',
    OriginRequestPolicyId: 'originRequestPolicyId',
    RealtimeLogConfigArn: 'realtimeLogConfigArn',
    ResponseHeadersPolicyId: 'responseHeadersPolicyId',
  }),
};

const itemOrigin = object({
  ...attributes({ Id: 'id', DomainName: 'domainName' }),
  ...filled({ OriginPath: 'originPath', OriginAccessControlId: 'originAccessControlId' }),
  S3OriginConfig: within('s3OriginConfig', object({ OriginAccessIdentity: attribute('originAccessIdentity') })),
  CustomOriginConfig: within(
    'customOriginConfig',
    object({
      ...attributes({ HTTPPort: 'hTTPPort', HTTPSPort: 'hTTPSPort', OriginProtocolPolicy: 'originProtocolPolicy' }),
      OriginSSLProtocols: within('originSslProtocols', attribute('items')),
    }),
  ),
});

/** Config's `distributionConfig` keeps lists as quantity and items. */
const itemConfig = object({
  ...attributes({
    Enabled: 'enabled',
    HttpVersion: 'httpVersion',
    IPV6Enabled: 'isIPV6Enabled',
    PriceClass: 'priceClass',
  }),
  ...filled({ Comment: 'comment', DefaultRootObject: 'defaultRootObject', WebACLId: 'webACLId' }),
  Aliases: within('aliases', nonEmpty('items')),
  DefaultCacheBehavior: within('defaultCacheBehavior', object(itemBehaviour)),
  CacheBehaviors: within(
    'cacheBehaviors',
    eachBlock('items', object({ PathPattern: attribute('pathPattern'), ...itemBehaviour })),
  ),
  Origins: within('origins', each('items', itemOrigin)),
  Logging: within('logging', (at) =>
    step(at, 'enabled').value === false
      ? undefined
      : object({
          Bucket: attribute('bucket'),
          IncludeCookies: attribute('includeCookies'),
          Prefix: nonEmpty('prefix'),
        })(at),
  ),
  ViewerCertificate: within(
    'viewerCertificate',
    object({
      ...filled({
        AcmCertificateArn: 'aCMCertificateArn',
        IamCertificateId: 'iAMCertificateId',
        SslSupportMethod: 'sSLSupportMethod',
        MinimumProtocolVersion: 'minimumProtocolVersion',
      }),
      CloudFrontDefaultCertificate: attribute('cloudFrontDefaultCertificate'),
    }),
  ),
  Restrictions: within(
    'restrictions',
    object({
      GeoRestriction: within(
        'geoRestriction',
        object(filled({ RestrictionType: 'restrictionType', Locations: 'items' })),
      ),
    }),
  ),
});

/** AWS::CloudFront::Distribution. */
export const distribution: TypeMapper = {
  type: 'AWS::CloudFront::Distribution',
  terraform: ['aws_cloudfront_distribution'],
  keys: ['arn', 'id', 'domain_name'],
  alwaysSet: ['Id', 'DomainName', 'DistributionConfig'],
  properties: {
    ...attributes({ Id: 'id', DomainName: 'domain_name' }),
    DistributionConfig: config,
    Tags: tagList(),
  },
  names: { 'DistributionConfig.WebACLId': 'AWS::WAFv2::WebACL' },
  item: {
    Id: within('configuration', attribute('id')),
    DomainName: within('configuration', attribute('domainName')),
    DistributionConfig: within('configuration', within('distributionConfig', itemConfig)),
    Tags: itemTags,
  },
};
