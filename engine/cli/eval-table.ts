/** A table with a head, as `opa eval --format pretty` draws it. Shape: as many cells in each row as heads. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, at) => Math.max(length(head), ...rows.map((row) => length(row[at] ?? ''))));
  const rule = (left: string, middle: string, right: string) =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}\n`;
  const line = (cells: readonly string[]) => `│${cells.join('│')}│\n`;
  const centred = heads.map((head, at) => {
    const space = widths[at]! - length(head);
    return ` ${' '.repeat(Math.floor(space / 2))}${head}${' '.repeat(Math.ceil(space / 2))} `;
  });
  const body = rows.map((row) => line(row.map((cell, at) => ` ${cell}${' '.repeat(widths[at]! - length(cell))} `)));
  return [rule('┌', '┬', '┐'), line(centred), rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('');
}

function length(text: string): number {
  return [...text].length;
}
