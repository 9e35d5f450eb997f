import type { HclFile } from '../../../engine/inputs/hcl/file.ts';
import type { Body, Expression, TemplatePart } from '../../../engine/inputs/hcl/types.ts';

/** An expression as text with every bracket, to compare trees by eye. */
export function show(value: Expression): string {
  switch (value.kind) {
    case 'literal':
      return JSON.stringify(value.value);
    case 'template':
      return `${value.isHeredoc ? 'H' : 'T'}${showParts(value.parts)}`;
    case 'variable':
      return value.name;
    case 'attribute':
      return `${show(value.of)}.${value.name}`;
    case 'index':
      return `${show(value.of)}[${show(value.key)}]`;
    case 'splat':
      return `(splat ${show(value.of)} ${show(value.each)})`;
    case 'splat-item':
      return '@';
    case 'unary':
      return `(${value.operator}${show(value.value)})`;
    case 'binary':
      return `(${show(value.left)} ${value.operator} ${show(value.right)})`;
    case 'conditional':
      return `(${show(value.condition)} ? ${show(value.whenTrue)} : ${show(value.whenFalse)})`;
    case 'call':
      return `${value.name}(${value.arguments.map(show).join(', ')}${value.expands ? '...' : ''})`;
    case 'tuple':
      return `[${value.items.map(show).join(', ')}]`;
    case 'object':
      return `{${value.items.map(({ key, value: item }) => `${show(key)}: ${show(item)}`).join(', ')}}`;
    case 'for': {
      const names = `${value.keyName === undefined ? '' : `${value.keyName}, `}${value.itemName}`;
      const made = value.key === undefined ? show(value.value) : `${show(value.key)} => ${show(value.value)}`;
      const rest = `${value.groups ? '...' : ''}${value.condition === undefined ? '' : ` if ${show(value.condition)}`}`;
      return `(for ${names} in ${show(value.collection)} : ${made}${rest})`;
    }
    case 'parentheses':
      return `(${show(value.value)})`;
    case 'invalid':
      return '<invalid>';
  }
}

function showParts(parts: readonly TemplatePart[]): string {
  const shown = parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return JSON.stringify(part.value);
      case 'interpolation':
        return `\${${show(part.value)}}`;
      case 'if':
        return `(if ${show(part.condition)} ${showParts(part.whenTrue)} ${showParts(part.whenFalse)})`;
      case 'for':
        return `(for ${part.key === undefined ? '' : `${part.key}, `}${part.item} in ${show(part.collection)} ${showParts(part.body)})`;
    }
    return '';
  });
  return `<${shown.join(' ')}>`;
}

/** A body as one line. */
export function showBody(body: Body): string {
  const items = [
    ...body.attributes.map((one) => ({ at: one.span.start, text: `${one.name} = ${show(one.value)}` })),
    ...body.blocks.map((one) => ({
      at: one.span.start,
      text: `${[one.type, ...one.labels.map((label) => JSON.stringify(label))].join(' ')} {${showBody(one.body)}}`,
    })),
  ].sort((left, right) => left.at - right.at);
  return items.map((item) => item.text).join('; ');
}

export function showDiagnostics(file: HclFile): readonly string[] {
  return file.diagnostics.map(
    ({ place, code, message, hint }) =>
      `${place?.row}:${place?.col} ${code}: ${message}${hint === undefined ? '' : ` | hint: ${hint}`}`,
  );
}
