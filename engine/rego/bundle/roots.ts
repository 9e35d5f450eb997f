/**
 * Whether a root contains a path, both as parts between slashes; the empty root contains all.
 * Source: OPA v1/bundle bundle.go.
 */
function contains(root: readonly string[], path: readonly string[]): boolean {
  if (root.length === 1 && root[0] === '') return true;
  return root.length <= path.length && root.every((part, index) => part === path[index]);
}

/** Whether one of two roots contains the other. */
export function rootsOverlap(a: string, b: string): boolean {
  return contains(a.split('/'), b.split('/')) || contains(b.split('/'), a.split('/'));
}

/** Whether some root contains a path such as `a/b`. */
export function isInRoots(roots: readonly string[], path: string): boolean {
  const parts = path.split('/');
  return roots.some((root) => contains(root.split('/'), parts));
}

/** Whether a path is above some root, so that what is below it may still be inside. */
export function isAboveRoots(roots: readonly string[], path: string): boolean {
  const parts = path.split('/');
  return roots.some((root) => contains(parts, root.split('/')));
}

/** Roots as OPA's messages show them. */
export function rootsText(roots: readonly string[]): string {
  return `[${roots.join(' ')}]`;
}
