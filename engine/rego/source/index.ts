export { type Location, lineAt, locate, offsetAt, spanOf } from './locate.ts';
export { type Source, type Span, spanText } from './source.ts';
