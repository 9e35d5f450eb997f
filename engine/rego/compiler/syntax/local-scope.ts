/** How a name came into a body. */
export type Occurrence = 'argument' | 'seen' | 'assigned' | 'declared';

type Frame = {
  readonly names: Map<string, string>;
  readonly occurrence: Map<string, Occurrence>;
  readonly count: Map<string, number>;
};

function newFrame(): Frame {
  return { names: new Map(), occurrence: new Map(), count: new Map() };
}

/** The names declared in a body and in the bodies around it, innermost last. */
export class LocalScope {
  private readonly frames: Frame[] = [newFrame()];
  /** Local to original name. */
  readonly rewritten: Map<string, string>;

  constructor(rewritten: Map<string, string>) {
    this.rewritten = rewritten;
  }

  /** A scope that starts with what this one knows; later changes do not reach back. */
  copy(): LocalScope {
    const copy = new LocalScope(this.rewritten);
    const target = copy.top;
    for (const frame of this.frames) {
      for (const [name, local] of frame.names) target.names.set(name, local);
      for (const [name, kind] of frame.occurrence) target.occurrence.set(name, kind);
      for (const [name, count] of frame.count) target.count.set(name, count);
    }
    return copy;
  }

  get top(): Frame {
    return this.frames[this.frames.length - 1]!;
  }

  push(): void {
    this.frames.push(newFrame());
  }

  pop(): void {
    this.frames.pop();
  }

  insert(name: string, local: string, occurrence: Occurrence): void {
    const { top } = this;
    top.names.set(name, local);
    top.occurrence.set(name, occurrence);
    top.count.set(name, 1);
    if (name !== local) this.rewritten.set(local, name);
  }

  /** What a name is called now; a name that was only seen keeps itself. */
  declared(name: string): string | undefined {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const local = this.frames[i]!.names.get(name);
      if (local !== undefined) return local;
    }
    return undefined;
  }

  /** How the innermost body knows a name. */
  occurrence(name: string): Occurrence | undefined {
    return this.top.occurrence.get(name);
  }

  anyOccurrence(name: string): Occurrence | undefined {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const occurrence = this.frames[i]!.occurrence.get(name);
      if (occurrence !== undefined) return occurrence;
    }
    return undefined;
  }

  /** Counts one more use of a name. */
  see(name: string): void {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const { count } = this.frames[i]!;
      const seen = count.get(name);
      if (seen !== undefined) {
        count.set(name, seen + 1);
        return;
      }
    }
    this.top.count.set(name, 1);
  }

  count(name: string): number {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const seen = this.frames[i]!.count.get(name);
      if (seen !== undefined) return seen;
    }
    return 0;
  }
}
