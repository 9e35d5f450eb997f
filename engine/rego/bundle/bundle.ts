import type { Module, RegoVersion } from '../ast/index.ts';
import type { PlainObject, RegoValue } from '../value/index.ts';

/**
 * What a bundle says of itself.
 * Shape:  roots have no slash before or behind them; `['']` stands for all of data. `regoVersion` is absent where the
 *         bundle leaves it to the reader.
 * Source: OPA v1/bundle bundle.go, docs management-bundles.
 */
export type Manifest = {
  readonly revision: string;
  readonly roots: readonly string[];
  readonly wasm: readonly WasmResolver[];
  readonly regoVersion: number | undefined;
  readonly fileRegoVersions: ReadonlyMap<string, number>;
  readonly metadata: PlainObject | undefined;
};

/** An entrypoint such as `a/p/deny` and the module that decides it. */
export type WasmResolver = {
  readonly entrypoint: string;
  readonly module: string;
  readonly annotations: readonly RegoValue[];
};

/**
 * One Rego module of a bundle.
 * Shape:  `path` is as the bundle spells it; `name` is the path behind the bundle's name, as diagnostics show it.
 */
export type BundleModule = {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly regoVersion: RegoVersion;
  readonly parsed: Module;
};

/** Shape: `entrypoints` are the slash separated paths that the manifest lists for this module. */
export type WasmModule = {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly entrypoints: readonly string[];
};
export type PlanModule = { readonly path: string; readonly text: string };
export type Signatures = { readonly tokens: readonly string[]; readonly plugin: string };

/** A bundle in memory: policies, data and what is made of them. `data` is an object of base documents. */
export type Bundle = {
  readonly name: string;
  readonly manifest: Manifest;
  readonly data: PlainObject;
  readonly modules: readonly BundleModule[];
  readonly plans: readonly PlanModule[];
  readonly wasm: readonly WasmModule[];
  readonly signatures: Signatures | undefined;
  /** Whether it was read with a signature, verified or not. */
  readonly isSigned: boolean;
};

export const EMPTY_MANIFEST: Manifest = {
  revision: '',
  roots: [''],
  wasm: [],
  regoVersion: undefined,
  fileRegoVersions: new Map(),
  metadata: undefined,
};
