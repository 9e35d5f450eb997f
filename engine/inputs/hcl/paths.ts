/** Resolves `.` and `..` in a path with `/`; a path that leads nowhere further is `.`, what climbs above stays as `..`. */
export function normalizePath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else if (step !== '..' || !isAbsolute) steps.push(step);
  }
  const joined = steps.join('/');
  return isAbsolute ? `/${joined}` : joined || '.';
}

export function joinPaths(folder: string, path: string): string {
  return normalizePath(path.startsWith('/') ? path : `${folder}/${path}`);
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '.' : normalizePath(path.slice(0, at) || '/');
}

export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path from one folder to another, as Terraform writes `path.module`. */
export function relativePath(from: string, to: string): string {
  const [start, end] = [normalizePath(from), normalizePath(to)].map((path) => (path === '.' ? [] : path.split('/')));
  if (start === undefined || end === undefined) return to;
  let same = 0;
  while (same < start.length && start[same] === end[same] && start[same] !== undefined) same += 1;
  const steps = [...start.slice(same).map(() => '..'), ...end.slice(same)];
  return steps.join('/') || '.';
}
