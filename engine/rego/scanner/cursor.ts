const NEWLINE = 10;

/**
 * A place in a text that knows its row and col.
 * Units:  `at` is a UTF-16 offset; col counts code points from 1.
 * INVARIANT: on the current line the col of an offset is offset - base; `base` grows with every surrogate pair.
 */
export class Cursor {
  readonly text: string;
  at = 0;
  row = 1;
  base = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** The col of an offset on the current line. */
  colOf(offset: number): number {
    return offset - this.base;
  }

  /** Moves over `code` if it is next. */
  take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  /** Moves over one character. */
  step(): void {
    if (this.at >= this.text.length) return;
    const code = this.text.charCodeAt(this.at++);
    if (code === NEWLINE) {
      this.row++;
      this.base = this.at - 1;
    } else if (code >= 0xd800 && code <= 0xdbff && this.text.codePointAt(this.at - 1)! > 0xffff) {
      this.at++;
      this.base++;
    }
  }

  /** Moves to `end`, over line breaks. */
  jumpOverLines(end: number): void {
    const { text } = this;
    for (
      let newline = text.indexOf('\n', this.at);
      newline !== -1 && newline < end;
      newline = text.indexOf('\n', newline + 1)
    ) {
      this.row++;
      this.base = newline;
      this.at = newline + 1;
    }
    this.jump(end);
  }

  /** Moves to `end` on the same line. */
  jump(end: number): void {
    const { text } = this;
    for (let at = this.at; at < end; at++) {
      if (text.charCodeAt(at) >= 0xd800 && text.codePointAt(at)! > 0xffff) {
        this.base++;
        at++;
      }
    }
    this.at = end;
  }
}
