import { REDACTED } from './redacted.ts';

/**
 * The secret texts of a run, wherever they turn up.
 * Shape: `occursIn` asks for long secrets only, which no text holds by chance; `mask` puts the marker in place of every
 *        secret, a short one (under eight characters) only where it stands as a word of its own.
 */
export type SecretTexts = {
  readonly size: number;
  readonly occursIn: (text: string) => boolean;
  readonly mask: (text: string) => string;
};

/** Shorter texts are no secrets that could be told from anything else. */
const MIN_LENGTH = 4;
/** From this length on a secret is found within other texts. */
const LONG = 8;
/** A line of a secret of several lines, a key for instance, that gives the secret away by itself. */
const TELLING_LINE = 24;
/** How many characters a candidate is looked up by. */
const HEAD = 4;

/** Texts that many resources hold and that hide nothing: ARNs, regions, account ids. */
const PUBLIC = /^(?:arn:[a-z-]*:.*|[a-z]{2}(?:-[a-z]+)+-\d|\d{12})$/s;

export const NO_SECRETS: SecretTexts = { size: 0, occursIn: () => false, mask: (text) => text };

/**
 * Makes the index of secrets. Their own text, its JSON and base64 forms and its telling lines are found.
 * Units: linear in the length of what is searched, however many secrets there are.
 */
export function secretTexts(texts: ReadonlySet<string>): SecretTexts {
  const forms = new Set<string>();
  for (const text of texts) for (const form of formsOf(text)) forms.add(form);
  if (forms.size === 0) return NO_SECRETS;
  const byHead = new Map<string, string[]>();
  for (const form of forms) {
    const head = form.slice(0, HEAD);
    const known = byHead.get(head);
    if (known === undefined) byHead.set(head, [form]);
    else known.push(form);
  }
  for (const group of byHead.values()) group.sort((a, b) => b.length - a.length);
  const firsts = new Uint8Array(0x10000);
  for (const head of byHead.keys()) firsts[pairAt(head, 0)] = 1;
  return new Index(forms.size, byHead, firsts);
}

function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) * 257) ^ text.charCodeAt(at + 1)) & 0xffff;
}

function formsOf(text: string): readonly string[] {
  const trimmed = text.trim();
  if (trimmed.length < MIN_LENGTH || PUBLIC.test(trimmed)) return [];
  const lines = trimmed.split(/\r?\n/);
  const telling =
    lines.length === 1 ? [] : lines.map((line) => line.trim()).filter((line) => line.length >= TELLING_LINE);
  const all = [text, trimmed, JSON.stringify(trimmed).slice(1, -1), ...telling];
  if (trimmed.length >= LONG) all.push(Buffer.from(text, 'utf8').toString('base64'));
  return all.filter((form) => form.length >= MIN_LENGTH && !isBoundary(form));
}

/** The first and last lines of a PEM text tell nothing. */
function isBoundary(line: string): boolean {
  return /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/.test(line);
}

class Index implements SecretTexts {
  readonly size: number;
  readonly #byHead: ReadonlyMap<string, readonly string[]>;
  readonly #firsts: Uint8Array;

  constructor(size: number, byHead: ReadonlyMap<string, readonly string[]>, firsts: Uint8Array) {
    this.size = size;
    this.#byHead = byHead;
    this.#firsts = firsts;
  }

  occursIn(text: string): boolean {
    if (text.length < LONG) return false;
    for (let at = 0; at <= text.length - LONG; at++) {
      const found = this.#at(text, at);
      if (found !== undefined && found.length >= LONG) return true;
    }
    return false;
  }

  mask(text: string): string {
    let masked = '';
    let from = 0;
    for (let at = 0; at <= text.length - MIN_LENGTH; at++) {
      const found = this.#at(text, at);
      if (found === undefined) continue;
      masked += text.slice(from, at) + REDACTED;
      from = at + found.length;
      at = from - 1;
    }
    return from === 0 ? text : masked + text.slice(from);
  }

  /** The longest secret that begins at `at`. */
  #at(text: string, at: number): string | undefined {
    if (this.#firsts[pairAt(text, at)] === 0) return undefined;
    const candidates = this.#byHead.get(text.slice(at, at + HEAD));
    return candidates?.find((form) => text.startsWith(form, at) && (form.length >= LONG || isWord(text, at, form)));
  }
}

function isWord(text: string, at: number, form: string): boolean {
  return !isLetter(text[at - 1]) && !isLetter(text[at + form.length]);
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
