import { aggregateBuiltins } from './builtins/aggregates.ts';
import { collectionBuiltins } from './builtins/collections.ts';
import { comparisonBuiltins } from './builtins/comparison.ts';
import type { Builtin } from './builtins/context.ts';
import { encodingBuiltins } from './builtins/encoding.ts';
import { failure } from './builtins/errors.ts';
import { globBuiltins } from './builtins/glob.ts';
import { graphBuiltins } from './builtins/graph.ts';
import { jsonBuiltins } from './builtins/json.ts';
import { netBuiltins } from './builtins/net.ts';
import { numberBuiltins } from './builtins/numbers.ts';
import { objectBuiltins } from './builtins/objects.ts';
import { regexBuiltins } from './builtins/regex.ts';
import { semverBuiltins } from './builtins/semver.ts';
import { stringBuiltins } from './builtins/strings.ts';
import { typeBuiltins } from './builtins/types.ts';
import { unitBuiltins } from './builtins/units.ts';

const ALL: Record<string, Builtin> = Object.assign(
  {},
  aggregateBuiltins,
  collectionBuiltins,
  comparisonBuiltins,
  encodingBuiltins,
  globBuiltins,
  graphBuiltins,
  jsonBuiltins,
  netBuiltins,
  numberBuiltins,
  objectBuiltins,
  regexBuiltins,
  semverBuiltins,
  stringBuiltins,
  typeBuiltins,
  unitBuiltins,
);
export function builtin(name: string): Builtin {
  return (
    ALL[name] ??
    (() => {
      throw failure('not there');
    })
  );
}
