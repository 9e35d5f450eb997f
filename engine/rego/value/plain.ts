import type { RegoValue } from './types.ts';

/** An object under construction, with string keys. */
export type MutableObject = { [key: string]: RegoValue };

const Plain = function Plain() {} as unknown as new () => MutableObject;
Plain.prototype = Object.freeze(Object.create(null));

/**
 * A new object without inherited properties: any key, `__proto__` and `constructor` included, is plain data.
 * Unlike `Object.create(null)` it starts with V8's fast properties.
 */
export function newObject(): MutableObject {
  return new Plain();
}
