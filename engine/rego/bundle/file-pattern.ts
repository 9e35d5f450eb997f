/**
 * Whether a path matches a pattern of Go's filepath.Match: `*` and `?` stop at slashes, `[a-z]`, `[^a]` and escapes.
 * Shape: a malformed pattern matches nothing.
 */
export function matchesFilePattern(pattern: string, path: string): boolean {
  const expression = expressionOf(pattern);
  return expression?.test(path) ?? false;
}

function expressionOf(pattern: string): RegExp | undefined {
  let source = '';
  const piece = /\*+|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|\\(.)|([^*?[\\])/suy;
  while (piece.lastIndex < pattern.length) {
    const match = piece.exec(pattern);
    if (match === null) return undefined;
    const [whole, negation, members, escaped, plain] = match;
    if (whole.startsWith('*')) source += '[^/]*';
    else if (whole === '?') source += '[^/]';
    else if (members !== undefined) source += `(?!/)[${negation}${members.replace(/[[&~^]/g, '\\$&')}]`;
    else source += (escaped ?? plain ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return undefined;
  }
}
