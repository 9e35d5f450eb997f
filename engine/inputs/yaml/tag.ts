import { resolveScalar, type Scalar } from './scalar.ts';

const STANDARD = 'tag:yaml.org,2002:';

/**
 * Reads a scalar that carries a tag, as kubectl does: standard tags are obeyed, any other tag leaves the text as a string.
 * Shape:  undefined where the text is not what the tag says.
 * Source: goyaml.v2 resolve.go; `!!float 3` is a float, `!!int 1.5` an error.
 */
export function resolveTagged(tag: string, text: string): Scalar | undefined {
  const name = tag.startsWith('!<') ? tag.slice(2, -1) : tag.startsWith('!!') ? STANDARD + tag.slice(2) : tag;
  const string: Scalar = { kind: 'string', value: text };
  if (!name.startsWith(STANDARD)) return string;
  const scalar = resolveScalar(text);
  switch (name.slice(STANDARD.length)) {
    case 'bool':
      return scalar.kind === 'bool' ? scalar : undefined;
    case 'null':
      return scalar.kind === 'null' ? scalar : undefined;
    case 'int':
      return scalar.kind === 'int' ? scalar : undefined;
    case 'float':
      if (scalar.kind === 'int') return { kind: 'float', value: scalar.value };
      return scalar.kind === 'float' ? scalar : undefined;
    case 'binary':
      return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)
        ? { kind: 'string', value: Buffer.from(text, 'base64').toString('utf8') }
        : undefined;
    default:
      return string;
  }
}
