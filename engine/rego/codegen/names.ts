/**
 * Property names that values have by themselves: those of JavaScript's prototypes and of the classes that stand for
 * sets, numbers and objects. Any other name may be read in place: it gives an own property or undefined.
 * INVARIANT: written out, so that generated code is the same on every version of Node; `guardReads` deals with names
 * that the running version has besides. `test/rego/codegen` compares the list with the classes.
 */
const INHERITED: ReadonlySet<string> = new Set(
  `
  __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ __proto__ add anchor at big blink bold
  charAt charCodeAt clear codePointAt concat constructor copyWithin decimal delete difference double endsWith
  entries every fill filter find findIndex findLast findLastIndex fixed flat flatMap fontcolor fontsize forEach
  get getOrInsert getOrInsertComputed has hasOwnProperty includes indexOf intersection isPrototypeOf isSubsetOf
  isWellFormed italics join keys lastIndexOf length link localeCompare map match matchAll normalize padEnd
  padStart pop propertyIsEnumerable push reduce reduceRight repeat replace replaceAll reverse search set shift
  size slice small some sort sorted sortedKeyTexts splice split startsWith strike sub substr substring sup text
  toExponential toFixed toJSON toLocaleLowerCase toLocaleString toLocaleUpperCase toLowerCase toPrecision
  toReversed toSorted toSpliced toString toUpperCase toWellFormed trim trimEnd trimLeft trimRight trimStart
  union unordered unshift valueOf values with
  `
    .trim()
    .split(/\s+/),
);

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

/** A direct read of a name as `readInPlace` writes it; on a line of its own, where no text of a policy can stand. */
const READ =
  /^(\S+) = (\S+)\?(?:\.([A-Za-z_$][A-Za-z0-9_$]*)|\.\[("(?:[^"\\]|\\.)*")\]) \?\? missing\(\2, ("(?:[^"\\]|\\.)*")\);$/gm;

/** The statement that reads a name which no value has by itself, where V8 can cache the shape of the object. */
export function readInPlace(target: string, source: string, name: string): string {
  return `${target} = ${source}?.${access(name).replace(/^\./, '')} ?? missing(${source}, ${quoteJs(name)});`;
}

/** The code with direct reads of the given names replaced by the reads that check. */
export function guardReads(code: string, names: Pick<ReadonlySet<string>, 'has' | 'size'>): string {
  if (names.size === 0) return code;
  return code.replace(READ, (line: string, target: string, source: string, _plain, _quoted, name: string) =>
    names.has(JSON.parse(name) as string) ? `${target} = getKey(${source}, ${name});` : line,
  );
}

/** What JavaScript's values have by themselves in the running version of Node and is not in the list. */
export function namesSinceThen(): ReadonlySet<string> {
  const prototypes = [Object, Array, String, Number, Boolean, Map].map((type): object => type.prototype);
  return new Set(
    prototypes.flatMap((prototype) => Object.getOwnPropertyNames(prototype)).filter((name) => !isInherited(name)),
  );
}
