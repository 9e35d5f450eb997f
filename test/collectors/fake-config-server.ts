import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One resource of the fake account. `inSql: false` is found by ListDiscoveredResources and BatchGetResourceConfig alone. */
export type FakeResource = {
  readonly type: string;
  readonly id: string;
  readonly inSql?: boolean;
  /** The query gives its row without configuration. */
  readonly isPartial?: boolean;
  /** BatchGetResourceConfig leaves its key unprocessed this many times. */
  readonly unprocessed?: number;
  readonly captured?: string;
  /** Put into the configuration that the query gives. */
  readonly configuration?: object;
};

export type FakeRegion = {
  readonly resources?: readonly FakeResource[];
  /** Added to the true count of each type. */
  readonly miscount?: number;
  readonly recorder?: 'recording' | 'stopped' | 'none' | 'failing';
  readonly recordingGroup?: object;
  readonly pageSize?: number;
  /** Every second page is empty, with a token. */
  readonly emptyPages?: boolean;
  readonly sameToken?: boolean;
};

/** What to answer instead: for the given call of an operation in a region. Units: `call` counts from 0. */
export type Fault = (call: {
  readonly region: string;
  readonly operation: string;
  readonly call: number;
  readonly page: number;
}) => { readonly status: number; readonly type: string; readonly message?: string } | undefined;

export type FakeConfig = {
  readonly url: string;
  readonly requests: readonly { readonly region: string; readonly operation: string; readonly input: Input }[];
  readonly close: () => Promise<void>;
};

type Input = {
  readonly Expression?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
  readonly nextToken?: string;
  readonly resourceType?: string;
  readonly resourceKeys?: readonly { readonly resourceType: string; readonly resourceId: string }[];
};

const ACCOUNT = '123456789012';

/**
 * An AWS Config of one account on the loopback interface, speaking the protocol that the real SDK speaks (JSON 1.1, by the
 * x-amz-target header; STS in XML). The region is read out of the request's signature.
 */
export async function startFakeConfig(
  regions: { readonly [region: string]: FakeRegion },
  fault: Fault = () => undefined,
): Promise<FakeConfig> {
  const requests: { region: string; operation: string; input: Input }[] = [];
  const calls = new Map<string, number>();
  const unprocessed = new Map<string, number>();

  const answer = (region: string, operation: string, input: Input): object => {
    const fake = regions[region] ?? {};
    const resources = fake.resources ?? [];
    const page = Number(/\d+/.exec(input.NextToken ?? input.nextToken ?? '')?.[0] ?? 0);
    switch (operation) {
      case 'DescribeConfigurationRecorders':
        if (fake.recorder === 'none') return { ConfigurationRecorders: [] };
        return {
          ConfigurationRecorders: [
            {
              name: 'default',
              recordingGroup: fake.recordingGroup ?? { allSupported: true, includeGlobalResourceTypes: true },
            },
          ],
        };
      case 'DescribeConfigurationRecorderStatus': {
        const isFailing = fake.recorder === 'failing';
        const failure = isFailing ? { lastErrorCode: 'AccessDenied', lastErrorMessage: 'no bucket' } : {};
        return {
          ConfigurationRecordersStatus: [
            {
              name: 'default',
              recording: fake.recorder !== 'stopped',
              lastStatus: isFailing ? 'Failure' : 'SUCCESS',
              ...failure,
            },
          ],
        };
      }
      case 'GetDiscoveredResourceCounts': {
        const counts = new Map<string, number>();
        for (const { type } of resources) counts.set(type, (counts.get(type) ?? fake.miscount ?? 0) + 1);
        const all = [...counts].map(([resourceType, count]) => ({ resourceType, count }));
        return paged(all, page, 2, (resourceCounts, nextToken) => ({ resourceCounts, nextToken }));
      }
      case 'SelectResourceConfig': {
        const type = /resourceType = '([^']*)'/.exec(input.Expression ?? '')?.[1];
        const rows = resources
          .filter((one) => one.type === type && one.inSql !== false)
          .map((one) => JSON.stringify(sqlRow(one, region)));
        const size = Math.min(fake.pageSize ?? 100, input.Limit ?? 25);
        if (fake.sameToken) return { Results: rows.slice(0, size), NextToken: 'page-1' };
        if (fake.emptyPages && page % 2 === 0) return { Results: [], NextToken: `page-${page + 1}` };
        const real = fake.emptyPages ? (page - 1) / 2 : page;
        const isLast = (real + 1) * size >= rows.length;
        return {
          Results: rows.slice(real * size, (real + 1) * size),
          ...(isLast ? {} : { NextToken: `page-${page + 1}` }),
        };
      }
      case 'ListDiscoveredResources': {
        const ids = resources
          .filter((one) => one.type === input.resourceType)
          .map(({ type, id }) => ({ resourceType: type, resourceId: id }));
        return paged(ids, page, 2, (resourceIdentifiers, nextToken) => ({ resourceIdentifiers, nextToken }));
      }
      case 'BatchGetResourceConfig': {
        const items: object[] = [];
        const left: object[] = [];
        for (const key of input.resourceKeys ?? []) {
          const one = resources.find(({ type, id }) => type === key.resourceType && id === key.resourceId);
          const tries = unprocessed.get(key.resourceId) ?? 0;
          unprocessed.set(key.resourceId, tries + 1);
          if (one === undefined || tries < (one.unprocessed ?? 0)) left.push(key);
          else items.push(batchItem(one, region));
        }
        return { baseConfigurationItems: items, unprocessedResourceKeys: left };
      }
      default:
        throw new Error(`the fake has no ${operation}`);
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'none';
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation = target === '' ? (new URLSearchParams(text).get('Action') ?? '') : (target.split('.')[1] ?? '');
    const input: Input = target === '' ? {} : JSON.parse(text);
    const call = calls.get(`${region}/${operation}`) ?? 0;
    calls.set(`${region}/${operation}`, call + 1);
    requests.push({ region, operation, input });
    const page = Number(/\d+/.exec(input.NextToken ?? '')?.[0] ?? 0);
    const failure = fault({ region, operation, call, page });
    if (target === '') {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
      return;
    }
    response.writeHead(failure?.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(
        failure === undefined
          ? answer(region, operation, input)
          : { __type: failure.type, message: failure.message ?? failure.type },
      ),
    );
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function paged<T>(
  all: readonly T[],
  page: number,
  size: number,
  make: (some: readonly T[], next: string | undefined) => object,
): object {
  const next = (page + 1) * size < all.length ? `page-${page + 1}` : undefined;
  return make(all.slice(page * size, (page + 1) * size), next);
}

function sqlRow({ type, id, isPartial, captured, configuration }: FakeResource, region: string): object {
  return {
    accountId: ACCOUNT,
    awsRegion: region,
    resourceType: type,
    resourceId: id,
    arn: `arn:aws:fake:::${id}`,
    tags: [{ key: 'team', value: 'a', tag: 'team=a' }],
    ...(isPartial ? {} : { configuration: { name: id, ...configuration }, supplementaryConfiguration: {} }),
    configurationItemCaptureTime: captured ?? '2026-01-01T00:00:00.000Z',
    configurationItemStatus: 'OK',
  };
}

function batchItem({ type, id }: FakeResource, region: string): object {
  return {
    accountId: ACCOUNT,
    awsRegion: region,
    resourceType: type,
    resourceId: id,
    arn: `arn:aws:fake:::${id}`,
    configuration: JSON.stringify({ name: id }),
    supplementaryConfiguration: {},
    configurationItemCaptureTime: 1767225600,
    configurationItemStatus: 'OK',
  };
}
