import { GraphqlError } from './error.ts';
import { listOf, type Node, placeOf, textOf } from './node.ts';
import { isComposite, type Scope, selectionFaults } from './selection-rules.ts';
import { directiveFaults } from './value-rules.ts';

/** Fragments have unique names and composite types, are used, and do not contain themselves. */
export function fragmentFaults(scope: Scope, document: Node): void {
  const names = new Set<string>();
  const add = (message: string, node: Node) => scope.faults.push(new GraphqlError(message, placeOf(node)));
  const used = new Set<string>();
  for (const operation of listOf(document, 'Operations')) follow(scope, operation, used);
  for (const fragment of listOf(document, 'Fragments')) {
    const name = textOf(fragment, 'Name');
    if (names.has(name)) add(`There can be only one fragment named "${name}".`, fragment);
    names.add(name);
    const condition = textOf(fragment, 'TypeCondition');
    const type = scope.schema.types.get(condition);
    directiveFaults(scope, listOf(fragment, 'Directives'), 'FRAGMENT_DEFINITION');
    if (type === undefined) add(`Unknown type "${condition}".`, fragment);
    else if (!isComposite(type))
      add(`Fragment "${name}" cannot condition on non composite type "${condition}".`, fragment);
    else selectionFaults(scope, type, listOf(fragment, 'SelectionSet'));
    if (!used.has(name)) add(`Fragment "${name}" is never used.`, fragment);
    const inner = new Set<string>();
    follow(scope, fragment, inner);
    if (inner.has(name)) add(`Cannot spread fragment "${name}" within itself.`, fragment);
  }
}

/** Collects the names of the fragments that a node reaches. */
function follow(scope: Scope, node: Node, reached: Set<string>): void {
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    for (const selection of listOf(next, 'SelectionSet')) {
      if (selection.Alias !== undefined || selection.TypeCondition !== undefined) stack.push(selection);
      else {
        const name = textOf(selection, 'Name');
        const fragment = scope.fragments.get(name);
        if (fragment !== undefined && !reached.has(name)) stack.push(fragment);
        reached.add(name);
      }
    }
  }
}
