import { aggregateBuiltins } from './aggregates.ts';
import { awsBuiltins } from './aws-sign.ts';
import { collectionBuiltins } from './collections.ts';
import { comparisonBuiltins } from './comparison.ts';
import type { Builtin } from './context.ts';
import { cryptoBuiltins } from './crypto.ts';
import { encodingBuiltins } from './encoding.ts';
import { evaluationBuiltins } from './evaluation.ts';
import { globBuiltins } from './glob.ts';
import { graphBuiltins } from './graph.ts';
import { graphqlBuiltins } from './graphql.ts';
import { jsonBuiltins } from './json.ts';
import { schemaBuiltins } from './json-schema.ts';
import { jwtBuiltins } from './jwt.ts';
import { netBuiltins } from './net.ts';
import { numberBuiltins } from './numbers.ts';
import { objectBuiltins } from './objects.ts';
import { regexBuiltins } from './regex.ts';
import { semverBuiltins } from './semver.ts';
import { stringBuiltins } from './strings.ts';
import type { BuiltinName } from './table.ts';
import { templateBuiltins } from './template.ts';
import { timeBuiltins } from './time.ts';
import { typeBuiltins } from './types.ts';
import { unitBuiltins } from './units.ts';
import { uriBuiltins } from './uri.ts';
import { uuidBuiltins } from './uuid.ts';
import { x509Builtins } from './x509.ts';

/**
 * Every builtin's implementation by name. Packages and node:crypto are loaded at the first call that needs them.
 * Shape:  `(context, ...operands) => value | undefined`; operands by position.
 */
export const IMPLEMENTATIONS = {
  ...aggregateBuiltins,
  ...awsBuiltins,
  ...cryptoBuiltins,
  ...jwtBuiltins,
  ...uriBuiltins,
  ...schemaBuiltins,
  ...collectionBuiltins,
  ...comparisonBuiltins,
  ...encodingBuiltins,
  ...evaluationBuiltins,
  ...globBuiltins,
  ...graphBuiltins,
  ...graphqlBuiltins,
  ...jsonBuiltins,
  ...netBuiltins,
  ...numberBuiltins,
  ...objectBuiltins,
  ...regexBuiltins,
  ...semverBuiltins,
  ...stringBuiltins,
  ...templateBuiltins,
  ...timeBuiltins,
  ...typeBuiltins,
  ...unitBuiltins,
  ...uuidBuiltins,
  ...x509Builtins,
} satisfies Readonly<Record<BuiltinName, Builtin>>;
