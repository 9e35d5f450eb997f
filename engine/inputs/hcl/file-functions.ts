import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { parseTemplateText } from './parse.ts';
import { joinPaths, normalizePath } from './paths.ts';
import type { TemplatePart } from './types.ts';
import { setOf } from './unify.ts';
import { Failure, isList, isMap, textOf, Unknown, type Value } from './value.ts';

/** Files beside the sources: those of the folders that were read, by path. Undefined where a folder was not read. */
export type OtherFiles = {
  readonly read: (path: string) => Uint8Array | undefined;
  /** Whether all files below the folder of a path were read, so that one that is not there does not exist. */
  readonly isRead: (path: string) => boolean;
  readonly list: (folder: string) => readonly string[] | undefined;
  /** What has been read. */
  readonly used: ReadonlyMap<string, Uint8Array>;
};

/** Renders a template with names of its own. */
export type Render = (parts: readonly TemplatePart[], names: ReadonlyMap<string, Value>) => Value;

const DIGESTS: ReadonlyMap<string, readonly [algorithm: string, encoding: 'hex' | 'base64']> = new Map([
  ['filemd5', ['md5', 'hex']],
  ['filesha1', ['sha1', 'hex']],
  ['filesha256', ['sha256', 'hex']],
  ['filesha512', ['sha512', 'hex']],
  ['filebase64sha256', ['sha256', 'base64']],
  ['filebase64sha512', ['sha512', 'base64']],
] as const);

/**
 * Calls a function that reads files; undefined for every other name.
 * Shape:  `root` is the folder of the root module, which relative paths start from. What lies outside of the folders that
 *         were read is not known.
 * Source: Terraform, Filesystem Functions, templatefile.
 */
export function callFileFunction(
  name: string,
  values: readonly Value[],
  root: string,
  files: OtherFiles,
  render: Render,
): Value | undefined {
  const isTemplate = name === 'templatefile' || name === 'templatestring';
  if (!isTemplate && !DIGESTS.has(name) && !['file', 'filebase64', 'fileexists', 'fileset'].includes(name))
    return undefined;
  const unknown = values.find((value) => value instanceof Unknown);
  if (unknown !== undefined && !(isTemplate && unknown !== values[0])) return unknown;
  const given = textOf(values[0] ?? null);
  if (given === undefined) return new Failure(`\`${name}\` is called without a path`);
  if (name === 'templatestring') return renderText(given, values[1], render);
  if (given.startsWith('~')) return new Unknown('the home folder is not known');
  const path = joinPaths(root, given);
  if (name === 'fileset') return filesMatching(path, textOf(values[1] ?? null), files);
  const bytes = files.read(path);
  if (name === 'fileexists' && (bytes !== undefined || files.isRead(path))) return bytes !== undefined;
  if (bytes === undefined)
    return files.isRead(path)
      ? new Failure(`there is no file \`${path}\``)
      : new Unknown(`the file \`${path}\` is not at hand`);
  const digest = DIGESTS.get(name);
  if (digest !== undefined) return createHash(digest[0]).update(bytes).digest(digest[1]);
  if (name === 'filebase64') return Buffer.from(bytes).toString('base64');
  const text = isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : undefined;
  if (text === undefined) return new Failure(`the file \`${path}\` is no text`);
  return name === 'file' ? text : renderText(text, values[1], render);
}

function renderText(text: string, names: Value | undefined, render: Render): Value {
  if (names instanceof Unknown) return names;
  if (names === undefined || !isMap(names)) return new Failure('a template is rendered without names');
  const { parts, isValid } = parseTemplateText(text);
  return isValid ? render(parts, names) : new Failure('a template cannot be read');
}

function filesMatching(folder: string, pattern: string | undefined, files: OtherFiles): Value {
  const paths = files.list(folder);
  if (paths === undefined) return new Unknown(`the files of \`${folder}\` are not at hand`);
  const matcher = pattern === undefined ? undefined : globPattern(pattern);
  if (matcher === undefined) return new Unknown('the pattern is not understood');
  const prefix = folder === '.' ? '' : `${normalizePath(folder)}/`;
  const found = paths.map((path) => path.slice(prefix.length)).filter((path) => matcher.test(path));
  return isList(found) ? setOf(found) : new Unknown('the pattern is not understood');
}

/** `*`, `?`, `**`, `{a,b}` and `[abc]`, as doublestar has them; undefined for what is more. */
function globPattern(pattern: string): RegExp | undefined {
  if (pattern.length > 500 || /[\\]|\[[!^]/.test(pattern)) return undefined;
  let source = '';
  let isWithin = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const rest = pattern.slice(at);
    const letter = pattern.charAt(at);
    if (rest.startsWith('**/')) {
      source += '(?:[^/]+/)*';
      at += 2;
    } else if (rest.startsWith('**')) {
      source += '.*';
      at += 1;
    } else if (letter === '*') source += '[^/]*';
    else if (letter === '?') source += '[^/]';
    else if (letter === '{') {
      source += '(?:';
      isWithin = true;
    } else if (letter === '}' && isWithin) {
      source += ')';
      isWithin = false;
    } else if (letter === ',' && isWithin) source += '|';
    else source += letter.replace(/[.*+?^${}()|[\]\\]/g, (mark) => (mark === '[' || mark === ']' ? mark : `\\${mark}`));
  }
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    return undefined;
  }
}
