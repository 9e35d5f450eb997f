export { expandLists, isEmptyList, isKubernetesObject, type PlacedObject, partialObjectNotice } from './parse.ts';
export type { KubernetesObject } from './types.ts';
