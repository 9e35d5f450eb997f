/**
 * Reads `data.a["b-c"].d` as the parts below `data`.
 * Shape:  undefined when the text is no such path; strings in brackets are JSON strings.
 */
export function parsePath(text: string): readonly string[] | undefined {
  const head = /^data(?=$|[.[])/.exec(text);
  if (head === null) return undefined;
  const parts: string[] = [];
  const part = /\.([A-Za-z_][A-Za-z0-9_]*)|\[("(?:[^"\\]|\\.)*")\]/y;
  part.lastIndex = head[0].length;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    const [, name, quoted] = match;
    const value = name ?? parseString(quoted ?? '');
    if (value === undefined) return undefined;
    parts.push(value);
  }
  return parts;
}

function parseString(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a path: identifiers with dots, anything else in brackets. */
export function printPath(parts: readonly string[]): string {
  return parts.reduce(
    (text, part) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(part) ? `${text}.${part}` : `${text}[${JSON.stringify(part)}]`),
    'data',
  );
}
