/**
 * What is known of a text that is not known as a whole.
 * Shape:  it begins with `prefix`, ends with `suffix`, the two not overlapping, and holds none of `never`. With
 *         `isIdentity` it holds what a cloud calls one resource (an ARN, an id, a name), hence it is not empty and more than
 *         a pattern for everything. With `isListed` it is one such text or a list of them. Of the
 *         elements that a list does not show there are at least one and no more than `most`.
 */
export type KnownText = {
  readonly prefix: string;
  readonly suffix: string;
  readonly never: readonly string[];
  readonly isIdentity: boolean;
  readonly isListed?: true | undefined;
  readonly most?: number | undefined;
};

/** A text of which nothing is known but that it holds an identity. */
export const SOME_IDENTITY: KnownText = { prefix: '', suffix: '', never: [], isIdentity: true };

/** `*`, `arn:*`, `arn:aws:*:*` and the like: patterns that name nothing. Source: IAM User Guide, "IAM ARNs". */
const NAMES_NOTHING = /^(?:arn(?::aws[a-z-]*)?)?[:/*?\s]*$/;

/** Whether the text may turn out to be this one. */
export function mayBe({ prefix, suffix, never, isIdentity }: KnownText, text: string): boolean {
  if (text.length < prefix.length + suffix.length || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
  return !never.some((one) => text.includes(one)) && !(isIdentity && NAMES_NOTHING.test(text));
}

/** Whether it may start with, end with or hold `part`. */
export function mayHave(
  { prefix, suffix, never }: KnownText,
  where: 'start' | 'end' | 'inside',
  part: string,
): boolean {
  if (never.some((one) => part.includes(one))) return false;
  if (where === 'start') return part.startsWith(prefix) || prefix.startsWith(part);
  if (where === 'end') return part.endsWith(suffix) || suffix.endsWith(part);
  return true;
}

/** What holds of both of two texts. */
export function commonOf(a: KnownText, b: KnownText): KnownText | undefined {
  if (a.isListed || b.isListed) return undefined;
  const never = a.never.filter((one) => b.never.includes(one));
  const prefix = a.prefix.slice(0, sharedLength(a.prefix, b.prefix));
  const length = sharedLength([...a.suffix].reverse().join(''), [...b.suffix].reverse().join(''));
  const suffix = a.suffix.slice(a.suffix.length - length);
  return { prefix, suffix, never, isIdentity: a.isIdentity && b.isIdentity };
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
