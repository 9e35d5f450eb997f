export {
  type Bundle,
  type BundleModule,
  EMPTY_MANIFEST,
  type Manifest,
  type PlanModule,
  type Signatures,
  type WasmModule,
  type WasmResolver,
} from './bundle.ts';
export { Documents, isPlainObject, parseJsonFile, parseYamlFile, textOf } from './documents.ts';
export { matchesFilePattern } from './file-pattern.ts';
export { BUNDLE_LIMITS, type BundleLimits } from './limits.ts';
export { type BundleParts, makeBundle } from './make.ts';
export { manifestText } from './manifest-text.ts';
export { mergeBundles } from './merge.ts';
export { type ReadBundleOptions, readBundle, readBundleFolder } from './read.ts';
export { type SigningConfig, signBundle } from './sign.ts';
export type { KeyConfig } from './signing-keys.ts';
export type { BundleFile } from './tar-read.ts';
export { packTar } from './tar-write.ts';
export type { VerificationConfig } from './verify.ts';
export { bundleFiles, writeBundle } from './write.ts';
