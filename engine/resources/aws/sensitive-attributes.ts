import type { JsonObject, JsonValue } from '../../inputs/index.ts';
import { child, isList, isObject } from '../json.ts';

/**
 * Attributes that the AWS provider calls sensitive and whose name does not say so, by type; `.` leads into blocks.
 * Plans of old versions of Terraform and configurations without a plan mark nothing.
 * Source: schema of the AWS provider 5.100.0.
 */
export const SENSITIVE_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['aws_amplify_app', ['auto_branch_creation_config.basic_auth_credentials', 'basic_auth_credentials']],
  ['aws_amplify_branch', ['basic_auth_credentials']],
  ['aws_api_gateway_api_key', ['value']],
  ['aws_appconfig_configuration_profile', ['validator.content']],
  ['aws_appconfig_hosted_configuration_version', ['content']],
  [
    'aws_appflow_connector_profile',
    [
      'connector_profile_config.connector_profile_credentials.custom_connector.custom.credentials_map',
      'connector_profile_config.connector_profile_credentials.infor_nexus.secret_access_key',
    ],
  ],
  ['aws_appsync_api_key', ['key']],
  ['aws_cloudcontrolapi_resource', ['schema']],
  [
    'aws_cloudwatch_event_connection',
    [
      'auth_parameters.api_key.value',
      'auth_parameters.invocation_http_parameters.body.value',
      'auth_parameters.invocation_http_parameters.header.value',
      'auth_parameters.invocation_http_parameters.query_string.value',
      'auth_parameters.oauth.oauth_http_parameters.body.value',
      'auth_parameters.oauth.oauth_http_parameters.header.value',
      'auth_parameters.oauth.oauth_http_parameters.query_string.value',
    ],
  ],
  ['aws_db_instance', ['password_wo']],
  ['aws_directory_service_shared_directory', ['notes']],
  ['aws_dms_certificate', ['certificate_pem', 'certificate_wallet']],
  ['aws_elasticache_user', ['authentication_mode.passwords', 'passwords']],
  ['aws_elasticsearch_domain_saml_options', ['saml_options.master_user_name']],
  ['aws_glue_connection', ['athena_properties', 'connection_properties']],
  ['aws_grafana_workspace_api_key', ['key']],
  ['aws_grafana_workspace_service_account_token', ['key']],
  ['aws_iam_access_key', ['ses_smtp_password_v4']],
  ['aws_iot_authorizer', ['token_signing_public_keys']],
  ['aws_iot_ca_certificate', ['ca_certificate_pem', 'verification_certificate_pem']],
  ['aws_iot_certificate', ['ca_pem', 'certificate_pem', 'public_key']],
  [
    'aws_kinesis_firehose_delivery_stream',
    ['http_endpoint_configuration.access_key', 'snowflake_configuration.key_passphrase'],
  ],
  ['aws_kms_ciphertext', ['plaintext']],
  ['aws_kms_external_key', ['key_material_base64']],
  ['aws_kms_replica_external_key', ['key_material_base64']],
  ['aws_memorydb_user', ['authentication_mode.passwords']],
  ['aws_mwaa_environment', ['airflow_configuration_options']],
  ['aws_opensearch_domain_saml_options', ['saml_options.master_user_name']],
  ['aws_opsworks_application', ['app_source.ssh_key']],
  ['aws_opsworks_stack', ['custom_cookbooks_source.ssh_key']],
  ['aws_pinpoint_adm_channel', ['client_id']],
  ['aws_pinpoint_apns_channel', ['bundle_id', 'certificate', 'team_id', 'token_key', 'token_key_id']],
  ['aws_pinpoint_apns_sandbox_channel', ['bundle_id', 'certificate', 'team_id', 'token_key', 'token_key_id']],
  ['aws_pinpoint_apns_voip_channel', ['bundle_id', 'certificate', 'team_id', 'token_key', 'token_key_id']],
  ['aws_pinpoint_apns_voip_sandbox_channel', ['bundle_id', 'certificate', 'team_id', 'token_key', 'token_key_id']],
  ['aws_pinpoint_gcm_channel', ['service_json']],
  ['aws_quicksight_data_source', ['credentials.credential_pair.username']],
  ['aws_rds_cluster', ['master_password_wo']],
  ['aws_redshift_cluster', ['master_password_wo']],
  ['aws_redshiftserverless_namespace', ['admin_username']],
  ['aws_s3_object_copy', ['customer_key', 'kms_encryption_context', 'kms_key_id', 'source_customer_key']],
  ['aws_secretsmanager_secret_version', ['secret_string_wo']],
  [
    'aws_securitylake_subscriber_notification',
    ['configuration.https_notification_configuration.authorization_api_key_value'],
  ],
  ['aws_sns_platform_application', ['platform_credential', 'platform_principal']],
  [
    'aws_ssm_maintenance_window_task',
    [
      'task_invocation_parameters.lambda_parameters.payload',
      'task_invocation_parameters.step_functions_parameters.input',
    ],
  ],
  ['aws_ssm_parameter', ['value', 'value_wo']],
  ['aws_transfer_certificate', ['certificate', 'certificate_chain']],
  ['aws_transfer_server', ['host_key', 'post_authentication_login_banner', 'pre_authentication_login_banner']],
  ['aws_vpn_connection', ['customer_gateway_configuration', 'tunnel1_preshared_key', 'tunnel2_preshared_key']],
]);

/**
 * Terraform's tree of marks over the values of a resource, with what its type says added.
 * Shape: the same tree where the type has no such attribute; `true` marks a whole value.
 */
export function withTypeMarks(type: string, values: JsonObject, marks: JsonValue | undefined): JsonValue | undefined {
  const paths = SENSITIVE_ATTRIBUTES.get(type);
  if (paths === undefined || marks === true) return marks;
  let marked: JsonValue | undefined = marks;
  for (const path of paths) marked = markAt(marked, values, path.split('.'));
  return marked;
}

function markAt(
  marks: JsonValue | undefined,
  value: JsonValue | undefined,
  path: readonly string[],
): JsonValue | undefined {
  if (value === undefined || value === null || marks === true) return marks;
  if (isList(value)) return value.map((item, index) => markAt(child(marks, index), item, path) ?? false);
  const [name, ...rest] = path;
  if (name === undefined) return true;
  if (!isObject(value) || !Object.hasOwn(value, name)) return marks;
  const inner = markAt(child(marks, name), value[name], rest);
  return inner === undefined ? marks : { ...(isObject(marks) ? marks : {}), [name]: inner };
}
