export { parseBody, parseQuery, parseRef, parseTerm, type Query } from './entry.ts';
export { parseModule } from './module.ts';
export { DEFAULT_MAX_DEPTH, type ParseOptions } from './options.ts';
