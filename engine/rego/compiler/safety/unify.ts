import type { RefTerm, Term } from '../../ast/index.ts';
import { isComprehension } from '../syntax/terms.ts';
import { termText } from '../syntax/text.ts';
import { isCovered, type Names, PATTERN_VARS, SAFETY_VARS, termVars } from '../syntax/vars.ts';

/** Whether a ref can be looked up: its head is bound. */
export function isRefSafe(ref: RefTerm, safe: Names): boolean {
  const head = ref.path[0];
  return head.kind === 'var' ? safe.has(head.name) : isCovered(termVars(head, SAFETY_VARS), safe);
}

/** The vars that `a = b` binds when `safe` are bound already. */
export function unifiedVars(safe: Names, a: Term, b: Term): ReadonlySet<string> {
  const unifier = new Unifier(safe);
  unifier.unify(a, b);
  return unifier.unified;
}

class Unifier {
  readonly unified = new Set<string>();
  private readonly safe: Names;
  /** Vars that become safe once all of the others are. */
  private readonly waiting = new Map<string, Set<string>>();

  constructor(safe: Names) {
    this.safe = safe;
  }

  unify(a: Term, b: Term): void {
    if (a.kind === 'var') this.unifyVar(a.name, b);
    else if (b.kind === 'var') this.unifyVar(b.name, a);
    else if (a.kind === 'array' && b.kind === 'array') {
      if (a.items.length === b.items.length) for (const [i, item] of a.items.entries()) this.unify(item, b.items[i]!);
    } else if (a.kind === 'object' && b.kind === 'object') this.unifyObjects(a, b);
    else if (a.kind === 'array' || a.kind === 'object') this.unifyPattern(a, b);
    else if (b.kind === 'array' || b.kind === 'object') this.unifyPattern(b, a);
  }

  private unifyVar(name: string, other: Term): void {
    switch (other.kind) {
      case 'var':
        if (this.isSafe(other.name)) this.markSafe(name);
        else if (this.isSafe(name)) this.markSafe(other.name);
        else {
          this.wait(name, other.name);
          this.wait(other.name, name);
        }
        return;
      case 'array':
      case 'object':
        this.unifyAll(name, other);
        return;
      case 'ref':
        if (isRefSafe(other, this.safe)) this.markSafe(name);
        return;
      case 'call':
        if (isCovered(termVars(other, SAFETY_VARS), this.safe)) this.markSafe(name);
        return;
      default:
        this.markSafe(name);
    }
  }

  /** A pattern against something whose shape is not known. */
  private unifyPattern(pattern: Term, other: Term): void {
    const known =
      (other.kind === 'ref' && isRefSafe(other, this.safe)) ||
      (other.kind === 'call' && isCovered(termVars(other, SAFETY_VARS), this.safe)) ||
      (isComprehension(other) && (pattern.kind === 'array' || other.kind === 'objectcomprehension'));
    if (known) for (const name of termVars(pattern, PATTERN_VARS)) this.markSafe(name);
  }

  private unifyObjects(a: Extract<Term, { kind: 'object' }>, b: Extract<Term, { kind: 'object' }>): void {
    if (a.entries.length !== b.entries.length) return;
    const values = new Map(b.entries.map(([key, value]) => [termText(key), value]));
    for (const [key, value] of a.entries) {
      const other = values.get(termText(key));
      if (other !== undefined) this.unify(value, other);
    }
  }

  private isSafe(name: string): boolean {
    return this.safe.has(name) || this.unified.has(name);
  }

  private unifyAll(name: string, pattern: Term): void {
    const vars = termVars(pattern, PATTERN_VARS);
    if (this.isSafe(name)) {
      for (const other of vars) this.markSafe(other);
      return;
    }
    const unsafe = [...vars].filter((other) => !this.isSafe(other));
    if (unsafe.length === 0) this.markSafe(name);
    else for (const other of unsafe) this.wait(name, other);
  }

  private wait(name: string, other: string): void {
    const deps = this.waiting.get(name);
    if (deps === undefined) this.waiting.set(name, new Set([other]));
    else deps.add(other);
  }

  private markSafe(name: string): void {
    const stack = [name];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      this.unified.add(next);
      const released = this.waiting.get(next);
      this.waiting.delete(next);
      if (released !== undefined) stack.push(...released);
      for (const [other, deps] of this.waiting) {
        if (!deps.delete(next) || deps.size > 0) continue;
        this.waiting.delete(other);
        stack.push(other);
      }
    }
  }
}
