export { findConfigItems } from './envelope.ts';
export { type ParsedItems, parseConfigItems } from './parse.ts';
export type { ConfigItem, RawConfigItems } from './types.ts';
