export { scan } from './scan.ts';
export { isKeyword, K, KEYWORDS, KIND_COUNT, type Kind, SPELLING, type TokenName } from './token.ts';
export {
  COMMENT_BEFORE,
  NEWLINE_BEFORE,
  NEWLINE_FIRST,
  type Scanned,
  SPACE_BEFORE,
} from './tokens.ts';
export { unescapeString } from './unescape.ts';
