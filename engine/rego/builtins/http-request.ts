import { type AnyObject, objectEntries, objectGet, RegoSet, type RegoValue, toText } from '../value/index.ts';
import { failure, operandError } from './errors.ts';

/** The keys that http.send takes. Source: OPA v1/topdown http.go. */
const REQUEST_KEYS: ReadonlySet<RegoValue> = new Set([
  'method',
  'url',
  'body',
  'enable_redirect',
  'force_json_decode',
  'force_yaml_decode',
  'headers',
  'raw_body',
  'tls_use_system_certs',
  'tls_ca_cert',
  'tls_ca_cert_file',
  'tls_ca_cert_env_variable',
  'tls_client_cert',
  'tls_client_cert_file',
  'tls_client_cert_env_variable',
  'tls_client_key',
  'tls_client_key_file',
  'tls_client_key_env_variable',
  'tls_insecure_skip_verify',
  'tls_server_name',
  'timeout',
  'cache',
  'force_cache',
  'force_cache_duration_seconds',
  'raise_error',
  'caching_mode',
  'max_retry_attempts',
  'cache_ignored_headers',
]);

/** Errors: BuiltinError for keys that are unknown, missing or no strings. */
export function checkRequest(request: AnyObject): void {
  const names = RegoSet.of(objectEntries(request).map(([name]) => name));
  const unknown = names.sorted().filter((name) => !REQUEST_KEYS.has(name));
  if (unknown.length > 0) throw operandError(1, `invalid request parameters(s): ${toText(RegoSet.of(unknown))}`);
  const missing = ['method', 'url'].filter((name) => !names.has(name));
  if (missing.length > 0)
    throw operandError(1, `missing required request parameters(s): ${toText(RegoSet.of(missing))}`);
  const invalid = ['method', 'url'].filter((name) => typeof objectGet(request, name) !== 'string');
  if (invalid.length > 0)
    throw operandError(1, `invalid values for required request parameters(s): ${toText(RegoSet.of(invalid))}`);
  const raises = objectGet(request, 'raise_error');
  if (raises !== undefined && typeof raises !== 'boolean') throw failure('invalid value for raise_error field');
}
