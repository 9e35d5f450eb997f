import { type Resource, toPolicyInput, type UnknownKey, type UnknownMarks, unknownMarks } from '../resources/index.ts';
import type { CompiledResourcePolicy } from './artifact.ts';
import { propertyPath } from './denials.ts';
import type { View } from './neighbours.ts';
import type { MissingValue } from './policy.ts';
import type { Situation } from './rule-runner.ts';
import { resourcePlaces } from './unknown/places.ts';

/**
 * What one policy is evaluated on: the resource, its surroundings, and what of both is not known.
 * Shape: `isLooking` says that the policy looks at other resources.
 */
export function situationOf(
  resource: Resource,
  view: View,
  isLooking: boolean,
  shapes: CompiledResourcePolicy['shapes'],
): Situation {
  const input = toPolicyInput(resource);
  const own = unknownMarks(resource);
  // Reading the references marks the ambiguous ones; only a policy that looks at other resources follows them.
  if (isLooking) void input.references;
  const isKnown = own.unknown.size === 0 && view.marks.unknown.size === 0;
  return {
    input,
    data: view.data,
    marks: isKnown ? undefined : view.marks.unknown.size === 0 ? own : joined(own, view),
    missingAt: (container, key) => explain(own, view, container, key),
    places: resourcePlaces(resource, own, view, shapes),
    strict: true,
  };
}

function joined(own: UnknownMarks, view: View): NonNullable<Situation['marks']> {
  const { unknown, carriers } = view.marks;
  return {
    unknown: {
      get: (container) => own.unknown.get(container) ?? unknown.get(container),
      has: (container) => own.unknown.has(container) || unknown.has(container),
      size: own.unknown.size + unknown.size,
    },
    carriers: {
      has: (container) => own.carriers.has(container) || carriers.has(container),
      size: own.carriers.size + 1,
    },
  };
}

function explain(
  own: UnknownMarks,
  view: View,
  container: object,
  key: string | number | undefined,
): readonly MissingValue[] {
  const open = view.open.find((one) => one.container === container);
  if (open !== undefined)
    return [{ path: [], reason: `not all of ${open.type} was seen: ${open.reason}`, decidedBy: [] }];
  const because = key === undefined ? undefined : own.why(container, key);
  if (because !== undefined) return [missingOf(because, undefined)];
  const path = own.pathOf(container);
  if (path !== undefined) return everyKey(own, path);
  const neighbour = view.owners.get(container);
  if (neighbour === undefined) return [{ path: [], reason: 'not known', decidedBy: [] }];
  const why = key === undefined ? undefined : neighbour.marks.why(container, key);
  return [
    why === undefined
      ? { path: [], reason: 'after-apply', decidedBy: [neighbour.address] }
      : missingOf(why, neighbour.address),
  ];
}

/** A container was looked at as a whole: everything unknown in it may decide. */
function everyKey(marks: UnknownMarks, path: UnknownKey['path']): readonly MissingValue[] {
  const inside = marks.all().filter((one) => path.every((step, index) => one.path[index] === step));
  return inside.map((one) => missingOf(one, undefined));
}

function missingOf(why: UnknownKey, address: string | undefined): MissingValue {
  const decidedBy = why.decidedBy.length > 0 ? why.decidedBy : address === undefined ? [] : [address];
  return { path: propertyPath(why.path), reason: why.reason, decidedBy };
}
