import { failure } from './builtins/errors.ts';
import { type Builtin, IMPLEMENTATIONS } from './builtins/index.ts';

const TABLE: Readonly<Partial<Record<string, Builtin>>> = IMPLEMENTATIONS;

/** The implementation of a builtin; one without an implementation fails when it is called. */
export function builtin(name: string): Builtin {
  const found = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
  return found ?? (() => fail(name));
}

function fail(name: string): never {
  throw failure(`${name} is not supported`);
}
