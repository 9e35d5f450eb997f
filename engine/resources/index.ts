export type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
export * from './resource.ts';
