import type { Rule } from '../ast/module.ts';
import { isLanguageKeyword } from './keywords.ts';

/**
 * What v1 asks of a rule beyond the grammar: `if` before a body, `contains` for sets, no keyword as name.
 * Shape:  messages in OPA's order; empty when the rule is fine. `else` links are checked one by one by the caller.
 * Source: OPA v1/ast rego_v1.go.
 */
export function checkV1Rule(rule: Rule): string[] {
  const { head } = rule;
  const sort = (head.args?.length ?? 0) > 0 ? 'function' : 'rule';
  const messages: string[] = [];
  const [name, ...rest] = head.ref.path;
  if (rest.length === 0 && name.kind === 'var' && isLanguageKeyword(name.name, 'v1'))
    messages.push(`${name.name} keyword cannot be used for rule name`);
  if (rule.bodyless && head.generatedValue && !rule.default)
    messages.push(`${sort} must have value assignment and/or body declaration`);
  if (!rule.bodyless && !rule.if && !rule.default) messages.push(`\`if\` keyword is required before ${sort} body`);
  if (head.value === undefined && !head.contains) messages.push('`contains` keyword is required for partial set rules');
  return messages;
}
