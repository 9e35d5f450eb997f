import type { Compilation } from './context.ts';
import { buildGraph } from './graph.ts';
import { LocalNames, takenNames } from './locals.ts';
import { rewriteComprehensionTerms, rewriteRefsInHead } from './passes/comprehension-terms.ts';
import { rewriteDynamicTerms, rewriteEquals, rewriteTestEqualities } from './passes/dynamic-terms.ts';
import { rewriteExprTerms } from './passes/expr-terms.ts';
import { checkDeprecatedBuiltins, checkUnsafeBuiltins } from './passes/forbidden-builtins.ts';
import { rewriteLocalVars } from './passes/local-vars.ts';
import { rewriteMetadataCalls, setAnnotations } from './passes/metadata-calls.ts';
import { checkImports, checkKeywordOverrides } from './passes/name-checks.ts';
import { rewritePrintCalls } from './passes/print-calls.ts';
import { checkRecursion } from './passes/recursion.ts';
import { resolveRefs } from './passes/resolve-refs.ts';
import { checkRuleConflicts } from './passes/rule-conflicts.ts';
import { rewriteRuleHeadRefs } from './passes/rule-head-refs.ts';
import { checkSafetyRuleBodies, checkSafetyRuleHeads } from './passes/safety.ts';
import { rewriteTemplateStrings } from './passes/template-strings.ts';
import { checkTypes } from './passes/types.ts';
import { checkUndefinedFunctions } from './passes/undefined-functions.ts';
import { checkVoidCalls } from './passes/void-calls.ts';
import { rewriteWithValues } from './passes/with-values.ts';
import { buildRuleTree } from './rule-tree.ts';

/**
 * The compiler's passes in OPA's order; the first that reports an error is the last that runs.
 * Source: OPA v1/ast compile.go, AllStages.
 */
export const PASSES = [
  ['ResolveRefs', resolveRefs],
  ['InitLocalVarGen', initLocalNames],
  ['RewriteRuleHeadRefs', rewriteRuleHeadRefs],
  ['CheckKeywordOverrides', checkKeywordOverrides],
  ['CheckDuplicateImports', checkImports],
  ['SetRuleTree', setRuleTree],
  ['RewriteLocalVars', rewriteLocalVars],
  ['RewriteTemplateStrings', rewriteTemplateStrings],
  ['CheckVoidCalls', checkVoidCalls],
  ['RewritePrintCalls', rewritePrintCalls],
  ['RewriteExprTerms', rewriteExprTerms],
  ['SetAnnotationSet', setAnnotations],
  ['RewriteRegoMetadataCalls', rewriteMetadataCalls],
  ['SetGraph', setGraph],
  ['RewriteComprehensionTerms', rewriteComprehensionTerms],
  ['RewriteRefsInHead', rewriteRefsInHead],
  ['RewriteWithValues', rewriteWithValues],
  ['CheckRuleConflicts', checkRuleConflicts],
  ['CheckUndefinedFuncs', checkUndefinedFunctions],
  ['CheckSafetyRuleHeads', checkSafetyRuleHeads],
  ['CheckSafetyRuleBodies', checkSafetyRuleBodies],
  ['RewriteEquals', rewriteEquals],
  ['RewriteDynamicTerms', rewriteDynamicTerms],
  ['RewriteTestRulesForTracing', rewriteTestEqualities],
  ['CheckRecursion', checkRecursion],
  ['CheckTypes', checkTypes],
  ['CheckUnsafeBuiltins', checkUnsafeBuiltins],
  ['CheckDeprecatedBuiltins', checkDeprecatedBuiltins],
] as const satisfies readonly (readonly [string, (c: Compilation) => void])[];

export type PassName = (typeof PASSES)[number][0];

/** Runs the passes until one reports an error. */
export function runPasses(c: Compilation): void {
  for (const [, pass] of PASSES) {
    pass(c);
    if (c.diagnostics.failed) return;
  }
}

function initLocalNames(c: Compilation): void {
  c.locals = new LocalNames(takenNames(c.units.map((unit) => unit.module)));
}

function setRuleTree(c: Compilation): void {
  c.tree = buildRuleTree(c.units);
}

function setGraph(c: Compilation): void {
  c.graph = buildGraph(c.units, c.tree);
}
