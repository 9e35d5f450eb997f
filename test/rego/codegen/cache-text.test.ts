import { describe, expect, it } from 'vitest';
import { compileModules, loadProgram, printProgram } from '../../../engine/rego/index.ts';

const modules = { 't.rego': 'package t\nallow if input.role in {"admin", "root"}\nnames := sort(input.names)\n' };

describe('text of a program', () => {
  it('loads again and gives the same values', () => {
    const compiled = compileModules({ modules });
    if (!compiled.ok) throw new Error('does not compile');
    const text = printProgram(compiled.value.generate(['data.t.allow', 'data.t.names']));
    const program = loadProgram(text);
    expect(program?.planIndex('data.t.names')).toBe(1);
    expect(program?.evaluate(0, { role: 'root' }, {})).toEqual({ ok: true, value: true });
    expect(program?.evaluate(0, { role: 'x' }, {})).toEqual({ ok: true, value: undefined });
    expect(program?.evaluate(1, { names: ['b', 'a'] }, {})).toEqual({ ok: true, value: ['a', 'b'] });
  });

  it('is the same for the same modules', () => {
    const texts = [0, 1].map(() => {
      const compiled = compileModules({ modules });
      return compiled.ok ? printProgram(compiled.value.generate(['data.t'])) : '';
    });
    expect(texts[0]).toBe(texts[1]);
  });

  it('is refused in another format', () => {
    expect(loadProgram('{"format":"other"}\nreturn 1')).toBeUndefined();
    expect(loadProgram('')).toBeUndefined();
  });
});
