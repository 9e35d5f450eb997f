const CONTEXT = 3;

type Line = { readonly sign: ' ' | '-' | '+'; readonly text: string };

/** The changes between two texts in the unified form of diff(1); lines are told apart by a longest common subsequence. */
export function diffLines(name: string, before: string, after: string): string {
  const lines = align(before.split('\n'), after.split('\n'));
  const near = new Set<number>();
  for (const [index, { sign }] of lines.entries())
    if (sign !== ' ') for (let at = index - CONTEXT; at <= index + CONTEXT; at++) near.add(at);
  const out = [`--- ${name}`, `+++ ${name} (formatted)`];
  const rows = { before: 1, after: 1 };
  for (let at = 0; at < lines.length; ) {
    if (!near.has(at)) {
      rows.before++;
      rows.after++;
      at++;
      continue;
    }
    const start = at;
    while (at < lines.length && near.has(at)) at++;
    const hunk = lines.slice(start, at);
    const removed = hunk.filter(({ sign }) => sign !== '+').length;
    const added = hunk.filter(({ sign }) => sign !== '-').length;
    out.push(`@@ -${rows.before},${removed} +${rows.after},${added} @@`, ...hunk.map(({ sign, text }) => sign + text));
    rows.before += removed;
    rows.after += added;
  }
  return `${out.join('\n')}\n`;
}

function align(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const limit = Math.min(before.length, after.length) - head;
  while (tail < limit && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (texts: readonly string[]) => texts.map((text): Line => ({ sign: ' ', text }));
  const middle = alignMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
}

/** Longest common subsequence by a table; where that would be too large, all lines are taken as changed. */
function alignMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const removed = before.map((text): Line => ({ sign: '-', text }));
  const added = after.map((text): Line => ({ sign: '+', text }));
  if (before.length * after.length > 4_000_000) return [...removed, ...added];
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row--)
    for (let col = after.length - 1; col >= 0; col--)
      table[row * width + col] =
        before[row] === after[col]
          ? table[(row + 1) * width + col + 1]! + 1
          : Math.max(table[(row + 1) * width + col]!, table[row * width + col + 1]!);
  const out: Line[] = [];
  let [row, col] = [0, 0];
  while (row < before.length && col < after.length) {
    if (before[row] === after[col]) {
      out.push({ sign: ' ', text: before[row]! });
      row++;
      col++;
    } else if (table[(row + 1) * width + col]! >= table[row * width + col + 1]!) out.push(removed[row++]!);
    else out.push(added[col++]!);
  }
  return [...out, ...removed.slice(row), ...added.slice(col)];
}
