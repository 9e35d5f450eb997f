import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import type { JsonValue } from '../document.ts';
import { MAX_DEPTH } from '../limits.ts';
import { createPlaceFinder, lineAt } from '../place.ts';
import type { Decoded } from '../text.ts';
import { diagnoseJson } from './diagnose.ts';
import { readString } from './key.ts';
import { scanJson } from './scan.ts';

/** One top-level value of a JSON text, and the offset in bytes where it starts. */
export type JsonRoot = { readonly value: JsonValue; readonly start: number };

export type JsonOutcome =
  | {
      readonly ok: true;
      readonly roots: readonly JsonRoot[];
      readonly exactNumbers: boolean;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly ok: false;
      readonly diagnostics: readonly Diagnostic[];
      /** Where the text stops being JSON, in UTF-16 code units; undefined where it is JSON but cannot be taken. */
      readonly faultAt: number | undefined;
    };

/** Nothing that a cloud or cluster takes nests like this. */
export const TOO_DEEP_HINT = 'leave the file out if it is no plan, manifest or list of items';

/**
 * Reads JSON: one value, or several after one another (JSON lines, concatenated objects).
 * Shape:  objects come from `JSON.parse`: plain objects whose `__proto__` key is data like any other.
 * Errors: `input_json_invalid` with place and hint, `input_too_deep`, `input_duplicate_key` for each repeated key, of which
 *         the last is taken.
 */
export function parseJson(decoded: Decoded): JsonOutcome {
  const { path, bytes, text } = decoded;
  const scan = scanJson(bytes);
  const placeOf = createPlaceFinder(path, bytes);
  const pointTo = (offset: number) => {
    const line = lineAt(bytes, offset);
    return { place: placeOf(offset), ...(line === undefined ? {} : { line }) };
  };
  if (scan.tooDeepAt !== undefined) {
    const message = `the text nests deeper than ${MAX_DEPTH} levels`;
    return {
      ok: false,
      diagnostics: [
        errorDiagnostic('input_too_deep', message, { place: placeOf(scan.tooDeepAt), hint: TOO_DEEP_HINT }),
      ],
      faultAt: undefined,
    };
  }
  const roots = scan.rootEnds.length > 1 ? parseStream(decoded, scan.rootEnds) : parseOne(text);
  if (roots === undefined) {
    const fault = diagnoseJson(text) ?? { offset: 0, message: 'the text is not JSON' };
    const offset = Buffer.byteLength(text.slice(0, fault.offset));
    const { message, hint } = fault;
    const rest = { ...pointTo(offset), ...(hint === undefined ? {} : { hint }) };
    return { ok: false, diagnostics: [errorDiagnostic('input_json_invalid', message, rest)], faultAt: fault.offset };
  }
  const diagnostics = scan.duplicates.map(({ first, second }) => {
    const key = readString(bytes, second);
    const message = `key \`${key}\` stands twice in one object, the first time in line ${placeOf(first).row}`;
    return errorDiagnostic('input_duplicate_key', message, {
      ...pointTo(second),
      width: [...key].length + 2,
      hint: 'readers differ in which one they take: leave one',
    });
  });
  return { ok: true, roots, exactNumbers: scan.exactNumbers, diagnostics };
}

function parseOne(text: string): JsonRoot[] | undefined {
  try {
    return [{ value: JSON.parse(text) as JsonValue, start: 0 }];
  } catch {
    return undefined;
  }
}

/** Values after one another; undefined when anything but white space stands between them. */
function parseStream({ bytes }: Decoded, rootEnds: readonly number[]): JsonRoot[] | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (/\S/.test(view.toString('utf8', rootEnds.at(-1)))) return undefined;
  const roots: JsonRoot[] = [];
  let start = 0;
  for (const end of rootEnds) {
    const one = parseOne(view.toString('utf8', start, end));
    if (one?.[0] === undefined) return undefined;
    roots.push({ value: one[0].value, start });
    start = end;
  }
  return roots;
}
