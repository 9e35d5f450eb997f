import type { JsonPath, Resource, UnknownMarks } from '../../resources/index.ts';
import type { View } from '../neighbours.ts';
import { ANY, alternativesOf, type Shape, shapeAt, TEXT } from './shape.ts';
import type { Places } from './unknowns.ts';

type Shapes = { readonly [type: string]: Shape };

/** What the places of a resource and of its neighbours may hold, by the schemas of their types. */
export function resourcePlaces(resource: Resource, own: UnknownMarks, view: View, shapes: Shapes): Places {
  const owned = (container: object): { marks: UnknownMarks; type: string; path: JsonPath } | undefined => {
    const path = own.pathOf(container);
    if (path !== undefined) return { marks: own, type: resource.type, path };
    const owner = view.owners.get(container);
    const theirs = owner?.marks.pathOf(container);
    return owner === undefined || theirs === undefined ? undefined : { ...owner, path: theirs };
  };
  const shapeOf = (container: object): Shape => {
    const open = view.open.find((one) => one.container === container);
    if (open !== undefined) return { type: 'object', additionalProperties: inputShape(open.type, shapes) };
    const found = owned(container);
    return found === undefined ? ANY : shapeAt(inputShape(found.type, shapes), found.path);
  };
  return {
    shapeOf,
    placeOf: (container, key) => {
      const why = owned(container)?.marks.why(container, key);
      const shape = shapeAt(shapeOf(container), [key]);
      // What a document is made from says nothing of the document.
      const text = takesText(shape) ? why?.text : undefined;
      const isAlways = why?.alwaysSet === true || text !== undefined;
      return {
        shape,
        isOptional: !isAlways,
        isFilled: isAlways,
        symbol: text === undefined ? undefined : why?.symbol,
        text,
      };
    },
    elementTextOf: (container) => {
      const text = owned(container)?.marks.why(container, undefined)?.text;
      return text !== undefined && takesText(shapeAt(shapeOf(container), [0])) ? text : undefined;
    },
  };
}

/** Whether a text is among what the place may hold, or a list of texts. */
function takesText(shape: Shape): boolean {
  return alternativesOf(shape).some(
    (one) => one.type === 'string' || (one.items !== undefined && takesText(one.items)),
  );
}

const REFERENCES: Shape = { type: 'object', additionalProperties: { type: 'array', items: TEXT } };

/** What a policy sees of a resource. Source: policies/schemas/input.json. */
function inputShape(type: string, shapes: Shapes): Shape {
  const properties = (Object.hasOwn(shapes, type) ? shapes[type] : undefined) ?? { type: 'object' };
  const record: Shape = { type: 'object' };
  return {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'type', 'name', 'properties', 'native', 'scope', 'source', 'references', 'unknown', 'sensitive'],
    properties: {
      id: TEXT,
      type: { enum: [type] },
      name: TEXT,
      properties,
      native: record,
      tags: { type: 'object', additionalProperties: TEXT },
      scope: { type: 'object', additionalProperties: TEXT },
      source: record,
      change: record,
      references: REFERENCES,
      unknown: { type: 'array' },
      sensitive: { type: 'array' },
    },
  };
}

/** Places of a plan's own JSON, where any value may come to be, null included. */
export const PLAN_PLACES: Places = {
  shapeOf: () => ANY,
  placeOf: () => ({ shape: { anyOf: [ANY, { enum: [null] }] }, isOptional: true, isFilled: false }),
};
