import { statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path names a folder, links followed; false where there is nothing or it cannot be read. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a path lies in a folder, or is it; both absolute, links already resolved. */
export function isWithin(root: string, path: string): boolean {
  const between = relative(root, path);
  return between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between);
}
