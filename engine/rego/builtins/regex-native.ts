/** A pattern for JavaScript's engine that means the same as in RE2, and a bound on the steps it takes. */
export type NativeForm = { readonly regexp: RegExp; readonly workload: (length: number) => number };

const MAX_CHOICES = 64;
const MAX_LOOPS = 3;

/**
 * Translates the common part of RE2's syntax: literals, classes, anchors, groups, alternatives and simple repeats.
 * Shape:  undefined for everything whose meaning differs, and for repeats of groups with choices inside: those may
 *         backtrack exponentially. What is left takes at most choices * length^(loops + 1) steps.
 */
export function nativeForm(source: string): NativeForm | undefined {
  const insensitive = source.startsWith('(?i)');
  if (insensitive && !/^[\u0000-\u007f]*$/.test(source)) return undefined;
  const reader = new Reader(insensitive ? source.slice(4) : source);
  if (!reader.read()) return undefined;
  const { choices, loops } = reader;
  if (insensitive && /\\[bB]/.test(reader.output)) return undefined;
  if (choices > MAX_CHOICES || loops > MAX_LOOPS) return undefined;
  try {
    return {
      regexp: new RegExp(reader.output, insensitive ? 'ui' : 'u'),
      workload: (length) => choices * (length + 1) ** (loops + 1),
    };
  } catch {
    return undefined;
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: '\\t\\n\\f\\r ',
};

class Reader {
  readonly #source: string;
  #at = 0;
  output = '';
  choices = 1;
  loops = 0;
  /** For each open group: whether anything inside may match in more than one way. */
  #groups: { varied: boolean; alternatives: number }[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  read(): boolean {
    while (this.#at < this.#source.length) {
      const start = this.output.length;
      const kind = this.#atom();
      if (kind === undefined) return false;
      if (!this.#repeat(kind, start)) return false;
    }
    return this.#groups.length === 0;
  }

  /** Reads one piece: `single` may be repeated, `group` if it holds no choices, `other` not. */
  #atom(): 'single' | 'group' | 'varied' | 'other' | undefined {
    const character = this.#source[this.#at] as string;
    switch (character) {
      case '(':
        return this.#open();
      case ')':
        return this.#close();
      case '|':
        return this.#alternative();
      case '^':
      case '$':
        return this.#put(character, 'other');
      case '.':
        return this.#put('[^\\n]', 'single');
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        return undefined;
      default: {
        const whole = String.fromCodePoint(this.#source.codePointAt(this.#at) as number);
        this.#at += whole.length - 1;
        return this.#put(whole === '/' ? '\\/' : whole, 'single');
      }
    }
  }

  #put<T extends string>(text: string, kind: T): T {
    this.output += text;
    this.#at++;
    return kind;
  }

  #open(): 'other' | undefined {
    this.#groups.push({ varied: false, alternatives: 1 });
    if (this.#source.startsWith('(?:', this.#at)) {
      this.output += '(?:';
      this.#at += 3;
      return 'other';
    }
    return this.#source[this.#at + 1] === '?' ? undefined : this.#put('(', 'other');
  }

  #close(): 'group' | 'varied' | undefined {
    const group = this.#groups.pop();
    if (group === undefined) return undefined;
    if (group.varied) this.#markVaried();
    return this.#put(')', group.varied ? 'varied' : 'group');
  }

  #alternative(): 'other' {
    this.choices *= 2;
    this.#markVaried();
    return this.#put('|', 'other');
  }

  #markVaried(): void {
    const group = this.#groups.at(-1);
    if (group !== undefined) group.varied = true;
  }

  #repeat(kind: 'single' | 'group' | 'varied' | 'other', start: number): boolean {
    const rest = this.#source.slice(this.#at, this.#at + 16);
    const repeat = /^(?:[*+?]|\{([0-9]{1,3})(,([0-9]{0,3}))?\})/.exec(rest);
    if (repeat === null) return !rest.startsWith('{');
    const text = repeat[0];
    const after = rest[text.length];
    if (after === '*' || after === '+' || after === '{') return false;
    if (kind === 'other' || this.output.length === start) return false;
    const isOptional = text === '?';
    if (kind === 'varied' && !isOptional) return false;
    this.#count(text, repeat);
    this.output += text;
    this.#at += text.length;
    if (after === '?') {
      this.output += '?';
      this.#at++;
      if (/^[*+?{]/.test(this.#source.slice(this.#at))) return false;
    }
    return true;
  }

  #count(text: string, repeat: RegExpExecArray): void {
    if (text === '*' || text === '+') this.loops++;
    else if (text === '?') this.choices *= 2;
    else if (repeat[2] !== undefined) {
      if (repeat[3] === '') this.loops++;
      else this.choices *= Math.max(Number(repeat[3]) - Number(repeat[1]) + 1, 1);
    } else return;
    this.#markVaried();
  }

  #escape(): 'single' | 'other' | undefined {
    const next = this.#source[this.#at + 1];
    if (next === undefined) return undefined;
    this.#at++;
    const members = CLASSES[next.toLowerCase()];
    if (members !== undefined)
      return this.#put(next === next.toLowerCase() ? `[${members}]` : `[^${members}]`, 'single');
    if (/[.*+?()[\]{}|^$\\/]/.test(next)) return this.#put(`\\${next}`, 'single');
    if (next === 'b' || next === 'B') return this.#put(`\\${next}`, 'other');
    if (/[nrtf]/.test(next)) return this.#put(`\\${next}`, 'single');
    if (/[-_ :;,@%&=<>~#!"'`]/.test(next) && next !== '_') return this.#put(next, 'single');
    return undefined;
  }

  #class(): 'single' | undefined {
    if (this.#source.startsWith('[\\d\\D]', this.#at)) {
      this.#at += 5;
      return this.#put('[^]', 'single');
    }
    let text = '[';
    this.#at++;
    if (this.#source[this.#at] === '^') {
      text += '^';
      this.#at++;
    }
    for (let count = 0; this.#at < this.#source.length; count++) {
      if (this.#source[this.#at] === ']' && count > 0) return this.#put(`${text}]`, 'single');
      const member = this.#classMember();
      if (member === undefined) return undefined;
      text += member;
      if (this.#source[this.#at] !== '-' || this.#source[this.#at + 1] === ']') continue;
      this.#at++;
      const last = this.#classMember();
      if (last === undefined || member.length > 2 || last.length > 2) return undefined;
      text += `-${last}`;
    }
    return undefined;
  }

  /** One character of a class as JavaScript spells it, or a Perl class (longer than two units). */
  #classMember(): string | undefined {
    const code = this.#source.codePointAt(this.#at);
    if (code === undefined) return undefined;
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    if (character === '[' || character === ']') return undefined;
    if (character !== '\\') return /[-()[\]{}|/^$]/.test(character) ? `\\${character}` : character;
    const next = this.#source[this.#at++] ?? '';
    if (/[dws]/.test(next)) return CLASSES[next];
    return /[.*+?()[\]{}|^$\\/nrtf-]/.test(next) ? `\\${next}` : undefined;
  }
}
