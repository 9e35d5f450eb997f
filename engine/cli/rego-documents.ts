import { type Diagnostic, errorDiagnostic, type Outcome } from '../diagnostics/index.ts';
import { parseYaml } from '../inputs/yaml/parse.ts';
import { newObject, parseJson, RegoNumber, type RegoValue } from '../rego/value/index.ts';

/** One data file: `path` says where in `data` its value stands. */
export type DataDocument = { readonly path: readonly string[]; readonly value: RegoValue; readonly name: string };

/** Reads a JSON or YAML file as a Rego value; JSON numbers are kept exactly. */
export function readDocument(name: string, bytes: Uint8Array): Outcome<RegoValue> {
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  if (name.endsWith('.json')) return readJson(name, text);
  const { isReadable, roots, diagnostics } = parseYaml({ path: name, bytes, text });
  const errors = diagnostics.filter((item) => item.severity === 'error');
  if (!isReadable) return { ok: false, diagnostics: errors };
  const [first] = roots;
  return { ok: true, value: parseJson(JSON.stringify(first?.value ?? null)), diagnostics: [] };
}

function readJson(name: string, text: string): Outcome<RegoValue> {
  try {
    return { ok: true, value: parseJson(text), diagnostics: [] };
  } catch {
    return { ok: false, diagnostics: [errorDiagnostic('input_json_invalid', `\`${name}\` is not valid JSON`)] };
  }
}

/** Puts documents into one object; two that say different things of one name are an error. */
export function mergeDocuments(documents: readonly DataDocument[]): {
  readonly value: RegoValue;
  readonly diagnostics: readonly Diagnostic[];
} {
  const root = newObject();
  const diagnostics: Diagnostic[] = [];
  for (const { path, value, name } of documents) {
    const nested = path.reduceRight<RegoValue>((inner, part) => objectOf(part, inner), value);
    if (!isObject(nested)) diagnostics.push(errorDiagnostic('usage', `\`${name}\`: a data document must be an object`));
    else if (!merge(root, nested)) diagnostics.push(errorDiagnostic('usage', `\`${name}\`: merge error`));
  }
  return { value: root, diagnostics };
}

function objectOf(name: string, value: RegoValue): RegoValue {
  const object = newObject();
  (object as Record<string, RegoValue>)[name] = value;
  return object;
}

function isObject(value: RegoValue | undefined): value is RegoValue & Record<string, RegoValue> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof RegoNumber);
}

/** Adds the members of `from`, which is not changed. */
function merge(into: RegoValue, from: RegoValue): boolean {
  const target = into as Record<string, RegoValue>;
  for (const [name, value] of Object.entries(from as Record<string, RegoValue>)) {
    const known = Object.hasOwn(target, name) ? target[name] : undefined;
    if (known === undefined) target[name] = isObject(value) ? copy(value) : value;
    else if (!isObject(known) || !isObject(value) || !merge(known, value)) return false;
  }
  return true;
}

function copy(value: Record<string, RegoValue>): RegoValue {
  const made = newObject();
  merge(made, value as RegoValue);
  return made;
}
