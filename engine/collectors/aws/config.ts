import { type Answer, type ConfigClient, describeError, RequestError } from './client.ts';
import type { LedgerEntry } from './ledger.ts';
import type { ScanLimits } from './types.ts';

/**
 * The columns that are selected. `SELECT *` would leave configuration out.
 * Source: awslabs/aws-config-resource-schema; the API has no LIMIT, its pages hold up to 100 rows.
 */
const COLUMNS = [
  'accountId',
  'awsRegion',
  'availabilityZone',
  'resourceType',
  'resourceId',
  'resourceName',
  'arn',
  'tags',
  'configuration',
  'supplementaryConfiguration',
  'relationships',
  'configurationItemCaptureTime',
  'configurationItemStatus',
  'resourceCreationTime',
] as const;

const BATCH_SIZE = 100;
const BATCH_TRIES = 5;

/** The items of one page: JSON texts, as the API wrote them where it could. */
export type ItemPage = readonly string[];

/**
 * Counts the resources of every type of a region.
 * Errors: `RequestError`; a count from half of the pages would be worse than none.
 */
export async function readCounts(client: ConfigClient, limits: ScanLimits): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const pages = readPages(limits, async (token) => {
    const { output, retries } = await client.counts(token);
    return { output: { rows: output.resourceCounts ?? [], next: output.nextToken }, retries };
  });
  for await (const { rows } of pages)
    for (const { resourceType, count } of rows) if (resourceType !== undefined) counts.set(resourceType, count ?? 0);
  return counts;
}

/**
 * Reads all items of one type, page by page, and keeps the ledger.
 * Shape:  a row without configuration is fetched by BatchGetResourceConfig, with the row's tags; when the count does not agree,
 *         what ListDiscoveredResources knows besides is fetched too. Never throws: errors end the pages and stand in `entry`.
 */
export async function* readItems(
  client: ConfigClient,
  type: string,
  entry: LedgerEntry,
  limits: ScanLimits,
): AsyncGenerator<ItemPage> {
  try {
    yield* selectItems(client, type, entry, limits);
    if (entry.expected !== undefined && entry.seen !== entry.expected) yield* fetchUnseen(client, type, entry, limits);
  } catch (error) {
    if (error instanceof RequestError) entry.retries += error.retries;
    entry.fail(error instanceof RequestError ? error.message : describeError(error));
  }
}

async function* selectItems(client: ConfigClient, type: string, entry: LedgerEntry, limits: ScanLimits) {
  const expression = `SELECT ${COLUMNS.join(', ')} WHERE resourceType = '${type}'`;
  const pages = readPages(limits, async (token) => {
    const { output, retries } = await client.select(expression, token);
    return { output: { rows: output.Results ?? [], next: output.NextToken }, retries };
  });
  for await (const { rows, retries } of pages) {
    entry.pages += 1;
    entry.retries += retries;
    const whole: string[] = [];
    const partial = new Map<string, Row>();
    for (const text of rows) {
      const row = readRow(text);
      if (row === undefined) {
        entry.missUnnamed();
        entry.fail('SelectResourceConfig: a row is not JSON, or names no resource');
      } else if (row.isWhole) {
        if (entry.hasSeen(row.id)) continue;
        entry.see(row.id, row.captured);
        whole.push(text);
      } else partial.set(row.id, row);
    }
    if (whole.length > 0) yield whole;
    yield* fetchItems(client, type, partial, entry);
  }
}

type Row = {
  readonly id: string;
  readonly captured: string | undefined;
  readonly isWhole: boolean;
  readonly value: { readonly [key: string]: unknown };
};

function readRow(text: string): Row | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { readonly [key: string]: unknown };
  const read = (key: string) => (Object.hasOwn(row, key) ? row[key] : undefined);
  const id = read('resourceId');
  if (typeof id !== 'string' || id === '') return undefined;
  const captured = read('configurationItemCaptureTime');
  const configuration = read('configuration');
  const isWhole = (typeof configuration === 'object' && configuration !== null) || typeof configuration === 'string';
  return { id, captured: typeof captured === 'string' ? captured : undefined, isWhole, value: row };
}

/** Fetches what ListDiscoveredResources knows and the query did not give. */
async function* fetchUnseen(client: ConfigClient, type: string, entry: LedgerEntry, limits: ScanLimits) {
  entry.expectedFrom = 'GetDiscoveredResourceCounts and ListDiscoveredResources';
  const pages = readPages(limits, async (token) => {
    const { output, retries } = await client.list(type, token);
    return { output: { rows: output.resourceIdentifiers ?? [], next: output.nextToken }, retries };
  });
  for await (const { rows, retries } of pages) {
    entry.retries += retries;
    const unseen = new Map<string, Row>();
    for (const { resourceId } of rows)
      if (resourceId !== undefined && !entry.hasSeen(resourceId))
        unseen.set(resourceId, { id: resourceId, captured: undefined, isWhole: false, value: {} });
    yield* fetchItems(client, type, unseen, entry);
  }
}

/** Reads single resources in batches; keys that AWS leaves unprocessed are asked for again, then counted as failed. */
async function* fetchItems(client: ConfigClient, type: string, wanted: ReadonlyMap<string, Row>, entry: LedgerEntry) {
  let waiting = [...wanted.keys()];
  for (let tries = 0; waiting.length > 0 && tries < BATCH_TRIES; tries += 1) {
    const unread: string[] = [];
    for (let at = 0; at < waiting.length; at += BATCH_SIZE) {
      const ids = waiting.slice(at, at + BATCH_SIZE);
      const { output, retries } = await client.batchGet(type, ids);
      entry.retries += retries;
      const texts: string[] = [];
      for (const item of output.baseConfigurationItems ?? []) {
        const id = item.resourceId;
        if (id === undefined || item.configuration === undefined || entry.hasSeen(id)) continue;
        entry.see(id, item.configurationItemCaptureTime?.toISOString());
        const { tags, relationships } = wanted.get(id)?.value ?? {};
        texts.push(JSON.stringify({ ...item, tags, relationships }));
      }
      if (texts.length > 0) yield texts;
      unread.push(...ids.filter((id) => !entry.hasSeen(id)));
    }
    waiting = unread;
  }
  if (waiting.length === 0) return;
  for (const id of waiting) entry.miss(id);
  entry.fail(
    `BatchGetResourceConfig: ${waiting.length} resources have no configuration to read, such as ${waiting[0]}`,
  );
}

type Page<T> = { readonly rows: readonly T[]; readonly next: string | undefined };

/**
 * Reads pages until none has a token: an empty page with one is not the end.
 * Errors: `RequestError` when a token comes a second time, or the pages do not end.
 */
async function* readPages<T>(
  limits: ScanLimits,
  read: (token: string | undefined) => Promise<Answer<Page<T>>>,
): AsyncGenerator<{ readonly rows: readonly T[]; readonly retries: number }> {
  const tokens = new Set<string>();
  let token: string | undefined;
  for (let page = 0; page < limits.maxPages; page += 1) {
    const { output, retries } = await read(token);
    yield { rows: output.rows, retries };
    if (!output.next) return;
    if (tokens.has(output.next)) throw new RequestError('the pages go round in a circle: a next token came twice', 0);
    tokens.add(output.next);
    token = output.next;
  }
  throw new RequestError(`there are more than ${limits.maxPages} pages`, 0);
}
