import { isGround } from '../../ast/ground.ts';
import type { Annotation, AnnotationScope, AnnotationTarget, Rule } from '../../ast/module.ts';
import { termText } from '../../ast/text.ts';
import type { Problem } from '../diagnose.ts';
import type { StatementPlace } from '../module.ts';
import type { FoundAnnotation } from './find.ts';

type Attached = { readonly rules: readonly Rule[]; readonly annotations: readonly Annotation[] };

/**
 * Gives each annotation its target and scope, and each rule the annotations of its document and its own.
 * Errors: an unknown scope, a scope that does not fit what follows, an entrypoint that is no document or package.
 * Source: OPA v1/ast annotations.go attachAnnotationsNodes, attachRuleAnnotations.
 */
export function attachAnnotations(
  found: readonly FoundAnnotation[],
  rules: readonly Rule[],
  places: readonly StatementPlace[],
  problems: Problem[],
): Attached {
  if (found.length === 0) return { rules, annotations: [] };
  const annotations: Annotation[] = [];
  for (const annotation of found) {
    const on = places.find((place) => place.row > annotation.span.row)?.on;
    const scope = annotation.scope || defaultScope(annotation, on);
    const wrong = checkScope(scope, on);
    if (wrong !== undefined) problems.push({ message: wrong, span: annotation.span, whole: true });
    if (annotation.entrypoint && scope !== 'document' && scope !== 'package') {
      const message = `annotation entrypoint applied to non-document or package scope '${scope}'`;
      problems.push({ message, span: annotation.span, whole: true });
    }
    const { entries, span } = annotation;
    annotations.push({
      scope: scope as AnnotationScope,
      entries: withScope(entries, scope),
      target: targetOf(on),
      span,
    });
  }
  return problems.length > 0 ? { rules, annotations } : { rules: attachToRules(annotations, rules), annotations };
}

function withScope(entries: Annotation['entries'], scope: string): Annotation['entries'] {
  return Object.assign(Object.create(null), entries, { scope });
}

function defaultScope(annotation: FoundAnnotation, on: StatementPlace['on'] | undefined): string {
  if (typeof on === 'number') return annotation.entrypoint ? 'document' : 'rule';
  return on ?? '';
}

function targetOf(on: StatementPlace['on'] | undefined): AnnotationTarget {
  return typeof on === 'number' ? { rule: on } : 'package';
}

function checkScope(scope: string, on: StatementPlace['on'] | undefined): string | undefined {
  const have = on === undefined ? '' : ` (have ${typeof on === 'number' ? 'rule' : on})`;
  switch (scope) {
    case 'rule':
    case 'document':
      return typeof on === 'number' ? undefined : `annotation scope '${scope}' must be applied to rule${have}`;
    case 'package':
    case 'subpackages':
      return on === 'package' ? undefined : `annotation scope '${scope}' must be applied to package${have}`;
    default:
      return `invalid annotation scope '${scope}'. Use one of 'rule', 'document', 'package', or 'subpackages'`;
  }
}

function attachToRules(annotations: readonly Annotation[], rules: readonly Rule[]): readonly Rule[] {
  const byPath = new Map<string, Annotation[]>();
  for (const annotation of annotations) {
    if (annotation.target === 'package') continue;
    const path = groundPath(rules[annotation.target.rule]!);
    const same = byPath.get(path);
    if (same === undefined) byPath.set(path, [annotation]);
    else same.push(annotation);
  }
  return rules.map((rule) => {
    const candidates = byPath.get(groundPath(rule));
    return candidates === undefined ? rule : { ...rule, annotations: takeFor(rule, candidates) };
  });
}

/** An annotation of scope `rule` goes to the rules of its path below it, the last one to a single rule. */
function takeFor(rule: Rule, candidates: Annotation[]): readonly Annotation[] {
  const taken: Annotation[] = [];
  let last = -1;
  for (const [index, annotation] of candidates.entries()) {
    if (annotation.scope === 'document') taken.push(annotation);
    else if (annotation.scope === 'rule' && rule.span.row > annotation.span.row) {
      last = index;
      taken.push(annotation);
    }
  }
  if (last >= 0) candidates.splice(last, 1);
  return taken;
}

function groundPath(rule: Rule): string {
  const [head, ...rest] = rule.head.ref.path;
  const dynamic = rest.findIndex((part) => !isGround(part));
  const ground = dynamic === -1 ? rest : rest.slice(0, dynamic);
  return [head, ...ground]
    .map((part) => (part.kind === 'string' ? JSON.stringify(part.value) : termText(part)))
    .join('.');
}
