import { GraphqlError } from './error.ts';
import { childOf, listOf, type Node, placeOf, textOf, typeName, typeText } from './node.ts';
import { fieldOf, isComposite, type Scope } from './selection-rules.ts';

/** A field as a selection set yields it, with the type it stands on. */
type Selected = { readonly field: Node; readonly parent: Node | undefined; readonly definition: Node | undefined };

const MAX_FIELDS = 5_000;

/** Fields that answer under the same name must be the same: name, arguments and shape. */
export function mergeFaults(scope: Scope, type: Node | undefined, selections: readonly Node[]): void {
  const byAlias = group(collect(scope, type, selections, new Set()));
  for (const [alias, selected] of byAlias) {
    for (let i = 0; i < selected.length; i++)
      for (let j = i + 1; j < selected.length; j++) {
        scope.context.charge(1);
        const reason = conflict(scope, selected[i] as Selected, selected[j] as Selected, false, 0);
        if (reason === undefined) continue;
        const message = `Fields "${alias}" conflict because ${reason}. Use different aliases on the fields to fetch both if this was intentional.`;
        scope.faults.push(new GraphqlError(message, placeOf((selected[j] as Selected).field)));
        return;
      }
  }
}

function collect(scope: Scope, type: Node | undefined, selections: readonly Node[], seen: Set<string>): Selected[] {
  const result: Selected[] = [];
  for (const selection of selections) {
    if (result.length > MAX_FIELDS) break;
    if (selection.Alias !== undefined) {
      const definition = fieldOf(scope.schema, type, textOf(selection, 'Name'));
      result.push({ field: selection, parent: type, definition });
      continue;
    }
    const isInline = selection.TypeCondition !== undefined;
    const name = textOf(selection, 'Name');
    const fragment = isInline ? selection : scope.fragments.get(name);
    if (fragment === undefined || (!isInline && seen.has(name))) continue;
    if (!isInline) seen.add(name);
    const condition = textOf(fragment, 'TypeCondition');
    const target = condition === '' ? type : scope.schema.types.get(condition);
    result.push(...collect(scope, target, listOf(fragment, 'SelectionSet'), seen));
  }
  return result;
}

function group(fields: readonly Selected[]): ReadonlyMap<string, readonly Selected[]> {
  const groups = new Map<string, Selected[]>();
  for (const selected of fields) {
    const alias = textOf(selected.field, 'Alias');
    groups.set(alias, [...(groups.get(alias) ?? []), selected]);
  }
  return groups;
}

function conflict(scope: Scope, a: Selected, b: Selected, isExclusive: boolean, depth: number): string | undefined {
  if (a.field === b.field || depth > 100) return undefined;
  const [nameA, nameB] = [textOf(a.field, 'Name'), textOf(b.field, 'Name')];
  const areDistinct =
    isExclusive ||
    (a.parent !== b.parent && textOf(a.parent, 'Kind') === 'OBJECT' && textOf(b.parent, 'Kind') === 'OBJECT');
  if (!areDistinct) {
    if (nameA !== nameB) return `"${nameA}" and "${nameB}" are different fields`;
    if (argumentText(a.field) !== argumentText(b.field)) return 'they have differing arguments';
  }
  const [typeA, typeB] = [childOf(a.definition, 'Type'), childOf(b.definition, 'Type')];
  if (typeA !== undefined && typeB !== undefined && differ(scope, typeA, typeB))
    return `they return conflicting types "${typeText(typeA)}" and "${typeText(typeB)}"`;
  const nested = (selected: Selected, type: Node | undefined) =>
    collect(scope, scope.schema.types.get(typeName(type)), listOf(selected.field, 'SelectionSet'), new Set());
  const merged = group([...nested(a, typeA), ...nested(b, typeB)]);
  for (const [alias, selected] of merged)
    for (let i = 0; i < selected.length; i++)
      for (let j = i + 1; j < selected.length; j++) {
        scope.context.charge(1);
        const reason = conflict(scope, selected[i] as Selected, selected[j] as Selected, areDistinct, depth + 1);
        if (reason !== undefined) return `subfields "${alias}" conflict because ${reason}`;
      }
  return undefined;
}

function argumentText(field: Node): string {
  return listOf(field, 'Arguments')
    .map((argument) => `${textOf(argument, 'Name')}:${valueText(childOf(argument, 'Value'))}`)
    .sort()
    .join(',');
}

function valueText(value: Node | undefined): string {
  if (value === undefined) return '';
  const children = listOf(value, 'Children').map((c) => `${textOf(c, 'Name')}=${valueText(childOf(c, 'Value'))}`);
  return `${value.Kind}:${JSON.stringify(textOf(value, 'Raw'))}(${children.join(',')})`;
}

/** Types conflict when their lists or non-null marks differ, or leaves have different names. */
function differ(scope: Scope, a: Node, b: Node): boolean {
  const [elemA, elemB] = [childOf(a, 'Elem'), childOf(b, 'Elem')];
  if ((elemA === undefined) !== (elemB === undefined) || a.NonNull !== b.NonNull) return true;
  if (elemA !== undefined && elemB !== undefined) return differ(scope, elemA, elemB);
  const [x, y] = [a, b].map((type) => scope.schema.types.get(textOf(type, 'NamedType')));
  if (isComposite(x) && isComposite(y)) return false;
  return textOf(a, 'NamedType') !== textOf(b, 'NamedType');
}
