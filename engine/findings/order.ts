/**
 * Orders text by UTF-16 code units: the one order of every list in results, reports and evidence.
 * Shape: negative, zero or positive; never depends on a locale.
 */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Orders by the first of several texts that differs. */
export function compareTexts(left: readonly string[], right: readonly string[]): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareText(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
