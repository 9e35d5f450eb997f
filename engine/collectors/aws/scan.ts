import { ConfigClient, clientConfig, describeError, RequestError } from './client.ts';
import { readCounts, readItems } from './config.ts';
import { LedgerEntry } from './ledger.ts';
import { Limiter } from './limiter.ts';
import { mergeStreams } from './merge.ts';
import { GLOBAL_TYPES, type Recorder, readRecorder } from './recorder.ts';
import { DEFAULT_LIMITS, type ScanEvent, type ScanLimits, type ScanOptions, type Shard } from './types.ts';

const TYPE_NAME = /^[A-Za-z0-9]+(?:::[A-Za-z0-9_]+){1,3}$/;

/**
 * Reads an account's resources out of AWS Config, region by region and type by type.
 * Shape:  batches of items and one coverage row for each shard, as they come; regions are mixed. Holds one page a region.
 * Errors: never thrown: whatever fails makes its row incomplete with the error. What was not reached has a row too, so that
 *         the rows always cover every region asked for. The SDK is loaded when the first event is asked for.
 * Source: design 8.
 */
export async function* scanAws(options: ScanOptions): AsyncGenerator<ScanEvent> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sdk = await import('@aws-sdk/client-config-service');
  const limiter = new Limiter(limits.requestsPerSecond, limits.burst, options.clock);
  const { account, error } = await readAccount(options, limits);
  const regions = [...new Set(options.regions)];
  if (error !== undefined) {
    for (const region of regions) yield failedRow({ account, region, type: '*' }, 'unknown', error);
    return;
  }
  const recorded = new Set<string>();
  const streams = regions.map(
    (region) =>
      async function* () {
        const client = new ConfigClient(sdk, region, account, options, limits, limiter);
        try {
          yield* scanRegion(client, account, options, limits, recorded);
        } finally {
          client.close();
        }
      },
  );
  yield* mergeStreams(streams, limits.concurrentRegions);
  for (const type of GLOBAL_TYPES)
    if (!recorded.has(type) && (options.types === undefined || options.types.includes(type)))
      yield failedRow(
        { account, region: 'global', type },
        'none',
        'no recorder of the scanned regions records this global type',
      );
}

async function readAccount(
  options: ScanOptions,
  limits: ScanLimits,
): Promise<{ readonly account: string; readonly error?: string }> {
  if (options.account !== undefined) return { account: options.account };
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region: options.regions[0] ?? 'us-east-1', ...clientConfig(options, limits) });
  try {
    const sending = options.signal === undefined ? {} : { abortSignal: options.signal };
    const { Account } = await client.send(new GetCallerIdentityCommand({}), sending);
    return Account === undefined
      ? { account: 'unknown', error: 'GetCallerIdentity: no account' }
      : { account: Account };
  } catch (error) {
    const message = options.signal?.aborted ? 'the scan was stopped' : `GetCallerIdentity: ${describeError(error)}`;
    return { account: 'unknown', error: message };
  } finally {
    client.destroy();
  }
}

async function* scanRegion(
  client: ConfigClient,
  account: string,
  options: ScanOptions,
  limits: ScanLimits,
  recorded: Set<string>,
): AsyncGenerator<ScanEvent> {
  const { region } = client;
  const recorder = await readRecorder(client);
  for (const type of GLOBAL_TYPES) if (recorder.state !== 'unknown' && recorder.records(type)) recorded.add(type);
  let counts: ReadonlyMap<string, number> | undefined;
  let countError: string | undefined;
  try {
    counts = await readCounts(client, limits);
  } catch (error) {
    countError = error instanceof RequestError ? error.message : describeError(error);
  }
  const types = options.types ?? (counts === undefined ? undefined : [...counts.keys()].sort());
  if (types === undefined) {
    const errors = [recorder.error, countError].filter((one) => one !== undefined);
    yield failedRow({ account, region, type: '*' }, recorder.state, errors.join('; '));
    return;
  }
  // A region that has nothing still has a row when its recorder does not run: nothing was seen, not "there is nothing".
  if (types.length === 0 && recorder.error !== undefined)
    yield failedRow({ account, region, type: '*' }, recorder.state, recorder.error);
  for (const type of new Set(types)) {
    const shard = { account, region, type };
    if (options.isDone?.(shard)) continue;
    // Another region may record a global type; where none does, `scanAws` says so once.
    if (isGlobal(type) && !recorder.records(type)) continue;
    const entry = startEntry(shard, recorder);
    entry.expected = counts === undefined ? undefined : (counts.get(type) ?? 0);
    if (countError !== undefined) entry.fail(countError);
    if (!TYPE_NAME.test(type)) entry.fail(`\`${type}\` is no resource type`);
    else yield* batches(client, shard, entry, limits, options.signal);
    yield { kind: 'row', row: entry.row() };
  }
}

function isGlobal(type: string): boolean {
  return (GLOBAL_TYPES as readonly string[]).includes(type);
}

function startEntry(shard: Shard, recorder: Recorder): LedgerEntry {
  const entry = new LedgerEntry(shard);
  entry.recorder = recorder.state;
  if (recorder.error !== undefined) entry.fail(recorder.error);
  else if (!recorder.records(shard.type)) entry.fail('the configuration recorder does not record this type');
  return entry;
}

async function* batches(
  client: ConfigClient,
  shard: Shard,
  entry: LedgerEntry,
  limits: ScanLimits,
  signal: AbortSignal | undefined,
): AsyncGenerator<ScanEvent> {
  if (signal?.aborted) {
    entry.fail('the scan was stopped');
    return;
  }
  let number = 0;
  for await (const texts of readItems(client, shard.type, entry, limits)) {
    number += 1;
    const path = `aws/${shard.account}/${shard.region}/${shard.type}/${number}.json`;
    const items = { path, bytes: Buffer.from(`[${texts.join(',\n')}]`) };
    yield { kind: 'batch', ...shard, items, count: texts.length };
  }
}

function failedRow(shard: Shard, recorder: string, error: string): ScanEvent {
  const entry = new LedgerEntry(shard);
  entry.recorder = recorder;
  entry.expectedFrom = 'nothing';
  entry.fail(error);
  return { kind: 'row', row: entry.row() };
}
