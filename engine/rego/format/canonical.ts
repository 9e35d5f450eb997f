import { type Term, termText } from '../ast/index.ts';
import { quote } from '../value/text.ts';

/** A term on one line as OPA prints it, for the bracket of a head such as `p[x]`. */
export function canonicalText(term: Term): string {
  return term.kind === 'string' ? quote(term.value) : termText(term);
}
