export { expandLists, isKubernetesObject, type PlacedObject, partialObjectNotice } from './parse.ts';
export type { KubernetesObject } from './types.ts';
