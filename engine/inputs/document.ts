import type { Diagnostic, Place } from '../diagnostics/index.ts';
import type { OpenJson } from './hcl/open-json.ts';

/** Any JSON value, as parsed; objects are read through their own properties only. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** Steps from a document's root to a value: object keys and array indexes. */
export type JsonPath = readonly (string | number)[];

export type DocumentKind =
  | 'terraform-plan'
  | 'terraform-state'
  | 'terraform-hcl'
  | 'kubernetes'
  | 'aws-config'
  | 'json';

/** One file as read: the bytes and the name to print for it. The cli and the collectors make these. */
export type InputFile = {
  /** As given or found, with `/`; `-` for standard input. */
  readonly path: string;
  readonly bytes: Uint8Array;
};

/**
 * One thing to judge, parsed.
 * Shape:  a Terraform plan or state is one document (a state file in the form of `terraform show -json`); a YAML file with several documents, and a List, is one Document per object;
 *         a Terraform configuration is one Document for each root module, its root in the form of a plan;
 *         a file of AWS Config items is one Document whose root is the array of items. `json` is any other JSON or YAML,
 *         judged only by document policies.
 * Units:  `index` counts the documents within one file from 0.
 */
export type Document = {
  readonly path: string;
  readonly index: number;
  readonly kind: DocumentKind;
  readonly root: JsonValue;
  /** SHA-256 of the file's bytes, in hex. */
  readonly digest: string;
  /** Whether the text holds numbers that doubles do not keep (a point, an exponent, 16 or more digits, -0). */
  readonly exactNumbers: boolean;
  /** Row and column of the value at `path`, or of the nearest ancestor that has one; found on demand. */
  readonly locate: (path: JsonPath) => Place;
  /**
   * The JSON text of the value at `path`, as written, for a reader that keeps numbers exactly; undefined where there is none.
   * Absent for YAML, whose numbers kubectl makes doubles anyway, and for AWS Config items, which are normalised.
   */
  readonly sourceText?: (path: JsonPath) => string | undefined;
  /** Places of the module calls of these names, outermost first, for Terraform configurations. */
  readonly callPlaces?: (names: readonly string[]) => readonly Place[];
  /** What the JSON text of a resource's attribute holds although it is not known as a whole, for configurations. */
  readonly openJson?: (address: string, path: JsonPath) => OpenJson | undefined;
};

/**
 * What reading the inputs gave.
 * INVARIANT: every file given is in `documents`, or named by a diagnostic, or listed in `unrecognised`.
 */
export type ParsedInputs = {
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
  readonly unrecognised: readonly { readonly path: string; readonly reason: string }[];
};
