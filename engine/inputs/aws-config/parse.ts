import { type Diagnostic, errorDiagnostic, noticeDiagnostic, type Place } from '../../diagnostics/index.ts';
import type { JsonPath } from '../document.ts';
import { own } from '../object.ts';
import { normaliseItem, SOURCE_KEYS } from './normalise.ts';
import type { ConfigItem, RawConfigItems, RawItem } from './types.ts';

export type ParsedItems = {
  readonly items: readonly ConfigItem[];
  readonly diagnostics: readonly Diagnostic[];
  /** The path in the file of a path in the normalised items. */
  readonly sourcePath: (path: JsonPath) => JsonPath;
};

/**
 * Normalises the items of one file.
 * Shape:  in the order of the file; of several states of one resource only the latest captured is kept, with a notice.
 * Errors: `config_item_invalid` for each item that lacks what identifies it, `scan_incomplete` for one page of several.
 */
export function parseConfigItems(
  raw: RawConfigItems & { readonly ok: true },
  placeOf: (path: JsonPath) => Place,
): ParsedItems {
  const diagnostics: Diagnostic[] = [];
  const kept = new Map<string, { readonly item: ConfigItem; readonly source: Source }>();
  let older = 0;
  for (const { value, path } of raw.items) {
    const item = normaliseItem(value);
    if (typeof item === 'string') {
      const hint = 'give the whole item; a query has to select resourceType and resourceId';
      diagnostics.push(errorDiagnostic('config_item_invalid', item, { place: placeOf(path), hint }));
      continue;
    }
    const identity = identityOf(item);
    const known = kept.get(identity);
    if (known !== undefined) older += 1;
    if (known !== undefined && (known.item.captureTime ?? '') > (item.captureTime ?? '')) continue;
    kept.delete(identity);
    kept.set(identity, { item, source: sourceOf({ value, path }) });
  }
  if (raw.incomplete !== undefined)
    diagnostics.push(errorDiagnostic('scan_incomplete', raw.incomplete, { place: placeOf([]) }));
  if (older > 0) {
    const message = `${older} older states of resources were left out; the latest one of each is judged`;
    diagnostics.push(noticeDiagnostic('config_item_superseded', message, { place: placeOf([]) }));
  }
  const sources = [...kept.values()].map(({ source }) => source);
  return {
    items: [...kept.values()].map(({ item }) => item),
    diagnostics,
    sourcePath: (path) => toSource(sources, path),
  };
}

type Source = { readonly path: JsonPath; readonly names: ReadonlyMap<string, string> };

function sourceOf({ value, path }: RawItem): Source {
  const names = new Map<string, string>();
  for (const [key, candidates] of Object.entries(SOURCE_KEYS)) {
    const name = candidates.find((candidate) => own(value, candidate) !== undefined);
    if (name !== undefined && name !== key) names.set(key, name);
  }
  return { path, names };
}

function toSource(sources: readonly Source[], [index, key, ...rest]: JsonPath): JsonPath {
  const source = typeof index === 'number' ? sources[index] : undefined;
  if (source === undefined) return [];
  if (key === undefined) return source.path;
  return [...source.path, source.names.get(String(key)) ?? key, ...rest];
}

function identityOf(item: ConfigItem): string {
  return JSON.stringify([
    item.accountId,
    item.region,
    item.resourceType,
    item.resourceId ?? item.arn ?? item.resourceName,
  ]);
}
