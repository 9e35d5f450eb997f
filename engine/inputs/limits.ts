/** How deep objects and arrays may nest; real inputs stay below 100. INVARIANT: code that walks a Document may recurse this deep. */
export const MAX_DEPTH = 500;

/** The most bytes that one file may have: V8 holds no longer string. */
export const MAX_BYTES = 500 * 1024 * 1024;

/** How many duplicate keys of one file are told; the rest would only repeat the news. */
export const MAX_DUPLICATES_TOLD = 20;
