import { type Diagnostic, type DiagnosticCode, errorDiagnostic, type Place } from '../../diagnostics/index.ts';
import type { JsonPath } from '../document.ts';
import { TOO_DEEP_HINT } from '../json/parse.ts';
import { createPlaceFinder, lineAt } from '../place.ts';
import type { Decoded } from '../text.ts';
import { type Composed, composeYaml, type YamlFault, type YamlOffsets, type YamlRoot } from './compose.ts';

/** `isReadable` is false where no value can be trusted; repeated keys are told but the last ones taken. */
export type YamlOutcome = {
  readonly isReadable: boolean;
  readonly roots: readonly YamlRoot[];
  readonly exactNumbers: boolean;
  readonly diagnostics: readonly Diagnostic[];
};

const CODES = {
  invalid: 'input_yaml_invalid',
  'too-deep': 'input_too_deep',
  'duplicate-key': 'input_duplicate_key',
} as const satisfies Record<YamlFault['kind'], DiagnosticCode>;

const HINTS: { readonly [kind in YamlFault['kind']]?: string } = {
  invalid: 'look at the indentation, quotes and brackets here and above',
  'too-deep': TOO_DEEP_HINT,
};

function hintFor(kind: YamlFault['kind'], message: string): string | undefined {
  return message.endsWith('expand to too much') ? 'write the values out, or split the file' : HINTS[kind];
}

/** Reads all documents of a YAML text; one fault makes the whole file unreadable, repeated keys apart. */
export function parseYaml({ path, bytes, text }: Decoded): YamlOutcome {
  const { roots, faults, exactNumbers } = composeYaml(text);
  const placeOf = createPlaceFinder(path, bytes);
  const diagnostics = faults.map(({ kind, offset, message, hint = hintFor(kind, message), width }) => {
    const at = byteOffset(text, bytes, offset);
    const line = lineAt(bytes, at);
    return errorDiagnostic(CODES[kind], message, {
      place: placeOf(at),
      ...(line === undefined ? {} : { line }),
      ...(hint === undefined ? {} : { hint }),
      ...(width === undefined ? {} : { width }),
    });
  });
  return { isReadable: faults.every(({ kind }) => kind === 'duplicate-key'), roots, exactNumbers, diagnostics };
}

/**
 * Makes the finder of places for one YAML text.
 * Shape:  reads the text a second time at the first call, with offsets; `index` counts the documents that hold something.
 *         A path that leads nowhere gives its nearest ancestor's place; what an alias or a merge brought stands at its anchor.
 */
export function createYamlLocator(file: string, bytes: Uint8Array): (path: JsonPath, index: number) => Place {
  const placeOf = createPlaceFinder(file, bytes);
  let known: (Composed & { readonly text: string; readonly offsets: YamlOffsets }) | undefined;
  return (path, index) => {
    if (known === undefined) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
      const offsets: YamlOffsets = new Map();
      known = { ...composeYaml(text, offsets), text, offsets };
    }
    const root = known.roots[index];
    let offset = root?.offset ?? 0;
    let value: unknown = root?.value;
    for (const step of path) {
      const next = typeof value === 'object' && value !== null ? known.offsets.get(value)?.get(step) : undefined;
      if (next === undefined) break;
      offset = next;
      value = (value as { readonly [key: string | number]: unknown })[step];
    }
    return placeOf(byteOffset(known.text, bytes, known.toOriginal(offset)));
  };
}

function byteOffset(text: string, bytes: Uint8Array, offset: number): number {
  return text.length === bytes.length ? offset : Buffer.byteLength(text.slice(0, offset));
}
