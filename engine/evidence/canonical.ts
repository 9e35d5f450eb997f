/**
 * Writes a JSON value in its one canonical form.
 * Shape:  no white space, keys ordered by UTF-16 code units, numbers as ECMAScript prints them; properties that are
 *         undefined are left out. Nesting of any depth: the stack is our own.
 * Errors: throws on numbers that JSON lacks and on functions; both are bugs of the caller.
 * Source: RFC 8785; half surrogate pairs, which it forbids, are written as escapes.
 */
export function canonicalJson(value: unknown): string {
  const parts: string[] = [];
  const work: Task[] = [{ value }];
  for (let task = work.pop(); task !== undefined; task = work.pop()) {
    if ('text' in task) parts.push(task.text);
    else expand(task.value, parts, work);
  }
  return parts.join('');
}

type Task = { readonly value: unknown } | { readonly text: string };

function expand(value: unknown, parts: string[], work: Task[]): void {
  if (typeof value !== 'object' || value === null) {
    parts.push(scalar(value));
    return;
  }
  const tasks: Task[] = [];
  if (Array.isArray(value)) {
    parts.push('[');
    for (const [index, item] of value.entries()) {
      if (index > 0) tasks.push({ text: ',' });
      tasks.push({ value: item });
    }
    tasks.push({ text: ']' });
  } else {
    parts.push('{');
    const record = value as { readonly [key: string]: unknown };
    const keys = Object.keys(record).filter((key) => record[key] !== undefined);
    for (const [index, key] of keys.sort().entries())
      tasks.push({ text: `${index > 0 ? ',' : ''}${JSON.stringify(key)}:` }, { value: record[key] });
    tasks.push({ text: '}' });
  }
  for (let index = tasks.length - 1; index >= 0; index -= 1) work.push(tasks[index]!);
}

function scalar(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number');
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON has no ${typeof value}`);
  return text;
}

/** Canonical JSON, one value a line, each line ended. */
export function canonicalLines(values: readonly unknown[]): string {
  return values.map((value) => `${canonicalJson(value)}\n`).join('');
}
