import { createRequire } from 'node:module';

type JsYaml = typeof import('js-yaml');
let loaded: JsYaml | undefined;

/** js-yaml, loaded at its first use: reading a plan needs none, and `parseInputs` is synchronous. */
export function loadJsYaml(): JsYaml {
  loaded ??= createRequire(import.meta.url)('js-yaml') as JsYaml;
  return loaded;
}
