/**
 * Property names that JavaScript objects have by themselves. Reading any other name from a value gives an own property or
 * undefined, so that the generated code may read it directly; these go through a helper that checks.
 */
const INHERITED: ReadonlySet<string> = new Set(
  [Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype, Map.prototype]
    .flatMap((prototype) => Object.getOwnPropertyNames(prototype))
    .concat(CLASS_MEMBERS()),
);

/** Members of the classes that stand for sets, numbers and objects; `test/rego/codegen` compares this with the classes. */
function CLASS_MEMBERS(): readonly string[] {
  return ['size', 'has', 'get', 'set', 'add', 'sorted', 'unordered', 'sortedKeyTexts', 'isSubsetOf', 'union'].concat([
    'intersection',
    'difference',
    'text',
    'double',
    'decimal',
    'toString',
    'toJSON',
    'length',
  ]);
}

export function isInherited(name: string): boolean {
  return INHERITED.has(name);
}

/** A property access on an expression: `.name` where that is an identifier, `["name"]` otherwise. */
export function access(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? `.${name}` : `[${quoteJs(name)}]`;
}

/** A string literal of JavaScript. Policy text reaches generated code only through here. */
export function quoteJs(text: string): string {
  return JSON.stringify(text).replace(
    /[\u2028\u2029<]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
