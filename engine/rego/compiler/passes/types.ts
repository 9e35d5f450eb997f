import type { Diagnostic } from '../../../diagnostics/index.ts';
import { mapTerm, type Term } from '../../ast/index.ts';
import type { Span } from '../../source/source.ts';
import { type Compilation, errorAt, type RuleEntry, rulePath } from '../context.ts';
import { sortGraph } from '../graph.ts';
import { groundPrefix, isMultiValue } from '../syntax/terms.ts';
import { refText } from '../syntax/text.ts';
import { termVars } from '../syntax/vars.ts';
import { checkBody } from '../types/check.ts';
import type { NameRewriter } from '../types/check-refs.ts';
import { functionType, objectType, setType } from '../types/construct.ts';
import type { TypeEnvironment } from '../types/environment.ts';
import { SchemaAnnotations } from '../types/schema-annotations.ts';
import { ANY, type Type } from '../types/type.ts';
import { withinWork } from '../types/work.ts';

/** Shows locals by the names they have in the text. */
export function sourceNames(...maps: readonly ReadonlyMap<string, string>[]): NameRewriter {
  const rename = (part: Term): Term => {
    if (part.kind !== 'var') return part;
    const name = maps.map((map) => map.get(part.name)).find((found) => found !== undefined);
    return name === undefined ? part : { ...part, name };
  };
  return (path) => path.map((part) => mapTerm(part, { term: rename }));
}

/** Types every rule, those it depends on first. Errors: `rego_type_error`, in order of place. */
export function checkTypes(c: Compilation): void {
  const schemas = new SchemaAnnotations(c.options.schemas);
  const names = sourceNames(c.rewritten);
  const errors: Diagnostic[] = [];
  for (const entry of sortGraph(c.graph) ?? []) {
    const found = withinWork(() => checkRule(c, entry, schemas, names));
    if (found === undefined) {
      c.diagnostics.add(tooMuchWork(`rule \`${refText(rulePath(entry))}\``, entry.rule.span));
      return;
    }
    errors.push(...found);
  }
  c.diagnostics.addAll(errors.sort(byPlace));
}

/** The error where types grow beyond what checking may cost. */
export function tooMuchWork(what: string, span: Span | undefined): Diagnostic {
  const hint = 'the types of what it uses are too many or too large: split it, or read its parts from data';
  return errorAt('budget_error', `checking the types of ${what} takes more steps than it may`, span, hint);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const left = a.place;
  const right = b.place;
  if (left === undefined || right === undefined) return (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0);
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  const order = left.row - right.row || left.col - right.col;
  return order !== 0 ? order : a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}

function checkRule(c: Compilation, entry: RuleEntry, schemas: SchemaAnnotations, names: NameRewriter): Diagnostic[] {
  const scope = c.types.forRule();
  const annotations = c.options.schemaAnnotations === false ? [] : c.annotations.forSchemas(entry);
  const errors = annotations.length === 0 ? [] : schemas.apply(scope, annotations, entry);
  const { env, errors: inBody } = checkBody(scope, entry.rule.body, names);
  const path = rulePath(entry);
  if (inBody.length > 0) {
    c.types.put(path, ANY);
    return [...errors, ...inBody];
  }
  const { head } = entry.rule;
  if (head.args !== undefined && head.args.length > 0) {
    for (const arg of head.args)
      for (const name of termVars(arg)) if (env.typeOfVar(name) === undefined) env.setVar(name, ANY);
    const args = head.args.map((arg) => env.typeOf(arg));
    const result = head.value && env.typeOf(head.value);
    c.types.insert(path, functionType(args, result));
    return errors;
  }
  const value = isMultiValue(entry.rule) ? memberType(env, head.key) : head.value && env.typeOf(head.value);
  const prefix = groundPrefix(path);
  const type = nestedType(env, path.slice(prefix.length), value);
  if (type !== undefined) c.types.insert(prefix, type);
  return errors;
}

function memberType(env: TypeEnvironment, key: Term | undefined): Type | undefined {
  const of = key && env.typeOf(key);
  return of === undefined ? undefined : setType(of);
}

/** Wraps a value's type in objects, one for each part of the path that is not constant. */
function nestedType(env: TypeEnvironment, path: readonly Term[], value: Type | undefined): Type | undefined {
  let type = value;
  for (let i = path.length - 1; i >= 0 && type !== undefined; i--) {
    const key = env.typeOf(path[i]!);
    type = key === undefined ? undefined : objectType([], { key, value: type });
  }
  return type;
}
