import type { Severity } from '../policies/index.ts';
import type { Scope } from '../resources/index.ts';
import type { Config } from './config.ts';
import type { Terminal } from './terminal.ts';
import { nearest, UsageError } from './usage.ts';

/** The options of every judging command, as commander hands them over. */
export type JudgingOptions = {
  readonly policy: readonly string[];
  readonly namespace: readonly string[];
  readonly verificationKey?: string;
  readonly verificationKeyId?: string;
  readonly verificationScope?: string;
  readonly signingAlg?: string;
  readonly shipped: boolean;
  readonly format: readonly string[];
  readonly failOn?: Severity;
  readonly unknownBlocks?: Severity;
  readonly allowUncovered?: boolean;
  readonly waivers?: string;
  readonly inlineWaivers?: boolean;
  readonly trustedConfig?: string;
  readonly config?: string;
  readonly scope: readonly string[];
  readonly now?: string;
  readonly evidence?: string;
  readonly signKey: readonly string[];
  readonly base?: string;
  readonly sourceRoot?: string;
};

const SCOPE_KEYS = ['account', 'region', 'subscription', 'project', 'cluster', 'namespace', 'workspace'] as const;

/** The scope of a run: `--scope key=value` over the configuration's. */
export function parseScope(pairs: readonly string[], config: Config): Scope {
  const scope: Record<string, string> = { ...config.scope };
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    const known = SCOPE_KEYS.find((name) => name === key);
    if (at < 1 || known === undefined) {
      throw UsageError.of(`\`--scope ${pair}\` is not key=value with one of ${SCOPE_KEYS.join(', ')}`, didYouMean(key));
    }
    scope[known] = pair.slice(at + 1);
  }
  return scope;
}

function didYouMean(key: string): string | undefined {
  const near = nearest(key, SCOPE_KEYS);
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

/**
 * The clock of a run, RFC 3339 in UTC with whole seconds.
 * Errors: `UsageError` when `--now` is not a time with a zone.
 */
export function parseNow(text: string | undefined, terminal: Terminal): string {
  if (text === undefined) return `${terminal.now().toISOString().slice(0, 19)}Z`;
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = isTime ? new Date(text) : new Date(Number.NaN);
  // JavaScript reads February 31 as March 3; a day that is none has another date than the one written.
  const day = text.slice(0, 10);
  if (Number.isNaN(time.getTime()) || !new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) {
    throw UsageError.of(`\`--now ${text}\` is not an RFC 3339 time`, 'type for instance `--now 2027-01-31T00:00:00Z`');
  }
  return `${time.toISOString().slice(0, 19)}Z`;
}
