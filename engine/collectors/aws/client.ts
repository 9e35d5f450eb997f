import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { Limiter } from './limiter.ts';
import type { ScanLimits, ScanOptions } from './types.ts';

type Sdk = typeof import('@aws-sdk/client-config-service');

/** One answered request. Units: `retries` counts attempts after the first. */
export type Answer<T> = { readonly output: T; readonly retries: number };

/** A request that failed for good, in words for the ledger. */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly retries: number;
  constructor(message: string, retries: number) {
    super(message);
    this.retries = retries;
  }
}

/**
 * The Config API of one region, with only the operations that a scan reads.
 * Shape:  each request takes a token first; the SDK retries with its adaptive mode.
 * Errors: `RequestError` with the operation, the name that AWS gives the error, and its message.
 */
export class ConfigClient {
  readonly region: string;
  readonly #sdk: Sdk;
  readonly #client: ConfigServiceClient;
  readonly #limiter: Limiter;
  readonly #account: string;
  readonly #signal: AbortSignal | undefined;

  constructor(sdk: Sdk, region: string, account: string, options: ScanOptions, limits: ScanLimits, limiter: Limiter) {
    this.region = region;
    this.#sdk = sdk;
    this.#account = account;
    this.#limiter = limiter;
    this.#signal = options.signal;
    this.#client = new sdk.ConfigServiceClient({ region, ...clientConfig(options, limits) });
  }

  close(): void {
    this.#client.destroy();
  }

  recorders() {
    return this.#send('DescribeConfigurationRecorders', (to) =>
      this.#client.send(new this.#sdk.DescribeConfigurationRecordersCommand({}), to),
    );
  }

  recorderStatus() {
    return this.#send('DescribeConfigurationRecorderStatus', (to) =>
      this.#client.send(new this.#sdk.DescribeConfigurationRecorderStatusCommand({}), to),
    );
  }

  counts(token: string | undefined) {
    return this.#send('GetDiscoveredResourceCounts', (to) =>
      this.#client.send(new this.#sdk.GetDiscoveredResourceCountsCommand({ limit: 100, nextToken: token }), to),
    );
  }

  select(expression: string, token: string | undefined) {
    const input = { Expression: expression, Limit: 100, NextToken: token };
    return this.#send('SelectResourceConfig', (to) =>
      this.#client.send(new this.#sdk.SelectResourceConfigCommand(input), to),
    );
  }

  list(type: string, token: string | undefined) {
    const input = { resourceType: type as never, limit: 100, nextToken: token, includeDeletedResources: false };
    return this.#send('ListDiscoveredResources', (to) =>
      this.#client.send(new this.#sdk.ListDiscoveredResourcesCommand(input), to),
    );
  }

  batchGet(type: string, ids: readonly string[]) {
    const resourceKeys = ids.map((resourceId) => ({ resourceType: type as never, resourceId }));
    return this.#send('BatchGetResourceConfig', (to) =>
      this.#client.send(new this.#sdk.BatchGetResourceConfigCommand({ resourceKeys }), to),
    );
  }

  async #send<T extends { readonly $metadata: { readonly attempts?: number | undefined } }>(
    operation: string,
    request: (to: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<Answer<T>> {
    try {
      await this.#limiter.take(`${this.#account}/${this.region}/${operation}`, this.#signal);
      const output = await request(this.#signal === undefined ? {} : { abortSignal: this.#signal });
      return { output, retries: retriesOf(output) };
    } catch (error) {
      if (this.#signal?.aborted) throw new RequestError('the scan was stopped', 0);
      throw new RequestError(`${operation}: ${describeError(error)}`, retriesOf(error));
    }
  }
}

/** Settings that every client of a scan shares. */
export function clientConfig(options: ScanOptions, limits: ScanLimits) {
  const { endpoint, credentials } = options;
  return {
    retryMode: 'adaptive',
    maxAttempts: limits.maxAttempts,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : `${code}: ${error.message}`;
}

function retriesOf(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null || !('$metadata' in answer)) return 0;
  const metadata = answer.$metadata as { readonly attempts?: number } | undefined;
  return Math.max(0, (metadata?.attempts ?? 1) - 1);
}
