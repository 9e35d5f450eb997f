import {
  always,
  attribute,
  each,
  firstOf,
  itemTags,
  listOfOne,
  nonEmpty,
  object,
  orAbsent,
  orDefault,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, defaulted, documentIfSet, filled, ifSet, reportedAs } from '../shapes.ts';
import { tagMap } from './storage.ts';

/** AWS::ApiGateway::RestApi. Source of defaults: API Gateway API, CreateRestApi: edge-optimised, its address enabled. */
export const restApi: TypeMapper = {
  type: 'AWS::ApiGateway::RestApi',
  identity: 'RestApiId',
  terraform: ['aws_api_gateway_rest_api'],
  keys: ['id', 'arn', 'name'],
  alwaysSet: ['RestApiId', 'Name'],
  properties: {
    ...attributes({ RestApiId: 'id', Name: 'name' }),
    ...defaulted({
      ApiKeySourceType: ['api_key_source', 'HEADER'],
      DisableExecuteApiEndpoint: ['disable_execute_api_endpoint', false],
    }),
    ...ifSet({ Description: 'description', BinaryMediaTypes: 'binary_media_types' }),
    EndpointConfiguration: orDefault(
      within(
        'endpoint_configuration',
        object({ ...attributes({ Types: 'types' }), ...ifSet({ VpcEndpointIds: 'vpc_endpoint_ids' }) }),
      ),
      { Types: ['EDGE'] },
    ),
    Policy: documentIfSet('policy'),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_api_gateway_rest_api_policy',
      owner: 'rest_api_id',
      property: 'Policy',
      read: policyDocument('policy'),
    },
  ],
  item: {
    ...reportedAs({
      RestApiId: 'id',
      Name: 'name',
      Description: 'description',
      ApiKeySourceType: 'apiKeySource',
      BinaryMediaTypes: 'binaryMediaTypes',
    }),
    EndpointConfiguration: within(
      'configuration',
      within('endpointConfiguration', object(filled({ Types: 'types', VpcEndpointIds: 'vpcEndpointIds' }))),
    ),
    DisableExecuteApiEndpoint: within('configuration', nonEmpty('disableExecuteApiEndpoint')),
    Policy: within('configuration', policyDocument('policy')),
    Tags: itemTags,
  },
};

const accessLog: Read = within(
  'access_log_settings',
  object(attributes({ DestinationArn: 'destination_arn', Format: 'format' })),
);

/** Settings of methods, which Terraform keeps apart. `*\/*` is every method of the stage. */
const methodSetting: Read = (at) => {
  const settings = within(
    'settings',
    object({
      ...defaulted({
        CacheDataEncrypted: ['cache_data_encrypted', false],
        CachingEnabled: ['caching_enabled', false],
        DataTraceEnabled: ['data_trace_enabled', false],
        LoggingLevel: ['logging_level', 'OFF'],
        MetricsEnabled: ['metrics_enabled', false],
      }),
      CacheTtlInSeconds: attribute('cache_ttl_in_seconds'),
      ThrottlingBurstLimit: positive('throttling_burst_limit'),
      ThrottlingRateLimit: positive('throttling_rate_limit'),
    }),
  )(at);
  const path = attribute('method_path')(at);
  if (settings?.kind !== 'object' || path?.kind !== 'value' || typeof path.value !== 'string') return settings ?? path;
  const slash = path.value.lastIndexOf('/');
  const resource = slash <= 0 ? '/*' : `/${path.value.slice(0, slash)}`;
  const fields = [
    ['ResourcePath', { ...path, value: path.value === '*/*' ? '/*' : resource }],
    ['HttpMethod', { ...path, value: path.value.slice(slash + 1) }],
  ] as const;
  return { ...settings, fields: [...fields, ...settings.fields] };
};

/**
 * AWS::ApiGateway::Stage. Source of defaults: API Gateway API, CreateStage: no tracing, no cache, no logs.
 * A stage is told by its API and its name, so settings of methods find it through references to the stage.
 */
export const restStage: TypeMapper = {
  type: 'AWS::ApiGateway::Stage',
  terraform: ['aws_api_gateway_stage'],
  keys: ['id', 'arn', 'stage_name'],
  alwaysSet: ['RestApiId', 'StageName', 'DeploymentId'],
  properties: {
    ...attributes({ RestApiId: 'rest_api_id', StageName: 'stage_name', DeploymentId: 'deployment_id' }),
    ...filled({ ClientCertificateId: 'client_certificate_id', Description: 'description' }),
    ...defaulted({
      CacheClusterEnabled: ['cache_cluster_enabled', false],
      TracingEnabled: ['xray_tracing_enabled', false],
    }),
    CacheClusterSize: nonEmpty('cache_cluster_size'),
    AccessLogSetting: accessLog,
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_api_gateway_method_settings',
      owner: 'stage_name',
      property: 'MethodSettings',
      read: listOfOne(methodSetting),
      union: true,
    },
  ],
  names: { RestApiId: 'AWS::ApiGateway::RestApi' },
  item: {
    ...reportedAs({
      StageName: 'stageName',
      DeploymentId: 'deploymentId',
      ClientCertificateId: 'clientCertificateId',
      Description: 'description',
      CacheClusterEnabled: 'cacheClusterEnabled',
      CacheClusterSize: 'cacheClusterSize',
      TracingEnabled: 'tracingEnabled',
    }),
    AccessLogSetting: within(
      'configuration',
      within('accessLogSettings', object(filled({ DestinationArn: 'destinationArn', Format: 'format' }))),
    ),
    Tags: itemTags,
  },
};

const cors = within(
  'cors_configuration',
  object({
    AllowCredentials: attribute('allow_credentials'),
    ...filled({
      AllowHeaders: 'allow_headers',
      AllowMethods: 'allow_methods',
      AllowOrigins: 'allow_origins',
      ExposeHeaders: 'expose_headers',
    }),
    MaxAge: positive('max_age'),
  }),
);

/** AWS::ApiGatewayV2::Api. Source of defaults: API Gateway V2 API, CreateApi. */
export const httpApi: TypeMapper = {
  type: 'AWS::ApiGatewayV2::Api',
  terraform: ['aws_apigatewayv2_api'],
  keys: ['id', 'arn', 'name'],
  alwaysSet: ['ApiId', 'Name', 'ProtocolType'],
  properties: {
    ...attributes({ ApiId: 'id', Name: 'name', ProtocolType: 'protocol_type', ApiEndpoint: 'api_endpoint' }),
    ...filled({ Description: 'description', Version: 'version' }),
    ...defaulted({ DisableExecuteApiEndpoint: ['disable_execute_api_endpoint', false] }),
    CorsConfiguration: cors,
    Tags: tagMap,
  },
  item: {
    ...reportedAs({
      ApiId: 'apiId',
      Name: 'name',
      ProtocolType: 'protocolType',
      ApiEndpoint: 'apiEndpoint',
      Description: 'description',
      Version: 'version',
      DisableExecuteApiEndpoint: 'disableExecuteApiEndpoint',
    }),
    CorsConfiguration: within(
      'configuration',
      within(
        'corsConfiguration',
        object(
          filled({
            AllowCredentials: 'allowCredentials',
            AllowHeaders: 'allowHeaders',
            AllowMethods: 'allowMethods',
            AllowOrigins: 'allowOrigins',
            ExposeHeaders: 'exposeHeaders',
            MaxAge: 'maxAge',
          }),
        ),
      ),
    ),
    Tags: (at) => attribute('tags')(at),
  },
};

const routeSettings = object({
  ...defaulted({
    DataTraceEnabled: ['data_trace_enabled', false],
    DetailedMetricsEnabled: ['detailed_metrics_enabled', false],
  }),
  ...ifSet({ LoggingLevel: 'logging_level' }),
  ThrottlingBurstLimit: positive('throttling_burst_limit'),
  ThrottlingRateLimit: positive('throttling_rate_limit'),
});

/** AWS::ApiGatewayV2::Stage. Source of defaults: API Gateway V2 API, CreateStage. */
export const httpStage: TypeMapper = {
  type: 'AWS::ApiGatewayV2::Stage',
  terraform: ['aws_apigatewayv2_stage'],
  keys: ['id', 'arn'],
  alwaysSet: ['ApiId', 'StageName'],
  properties: {
    ...attributes({ ApiId: 'api_id', StageName: 'name' }),
    ...filled({ ClientCertificateId: 'client_certificate_id', Description: 'description' }),
    ...defaulted({ AutoDeploy: ['auto_deploy', false] }),
    AccessLogSettings: accessLog,
    // Neither is on unless it is asked for (API Gateway V2 API, RouteSettings).
    DefaultRouteSettings: orAbsent(within('default_route_settings', routeSettings), {
      DataTraceEnabled: false,
      DetailedMetricsEnabled: false,
    }),
    RouteSettings: firstOf(each('route_settings', object({ RouteKey: attribute('route_key') })), always([])),
    Tags: tagMap,
  },
  names: { ApiId: 'AWS::ApiGatewayV2::Api' },
  item: {
    ...reportedAs({
      StageName: 'stageName',
      ClientCertificateId: 'clientCertificateId',
      Description: 'description',
      AutoDeploy: 'autoDeploy',
    }),
    AccessLogSettings: within(
      'configuration',
      within('accessLogSettings', object(filled({ DestinationArn: 'destinationArn', Format: 'format' }))),
    ),
    DefaultRouteSettings: within(
      'configuration',
      within(
        'defaultRouteSettings',
        object(
          filled({
            DataTraceEnabled: 'dataTraceEnabled',
            DetailedMetricsEnabled: 'detailedMetricsEnabled',
            LoggingLevel: 'loggingLevel',
            ThrottlingBurstLimit: 'throttlingBurstLimit',
            ThrottlingRateLimit: 'throttlingRateLimit',
          }),
        ),
      ),
    ),
    Tags: (at) => attribute('tags')(at),
  },
};
