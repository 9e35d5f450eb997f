export type { Document, DocumentKind, JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
export { contentKeyAt } from './content-key.ts';
export { type ExtractOptions, extractResources } from './extract.ts';
export {
  indexResources,
  type ResourceIndex,
  toPolicyInput,
  type UnknownKey,
  type UnknownMarks,
  unknownMarks,
} from './input.ts';
export { type KnownText, mayBe, mayHave } from './known-text.ts';
export { REDACTED, type Redacted, redact } from './redact.ts';
export * from './resource.ts';
export type { SecretTexts } from './secret-texts.ts';
