export { type PackFile, pathMistake, sha256 } from './bytes.ts';
export { canonicalJson } from './canonical.ts';
export {
  addSignatures,
  type Envelope,
  envelopeBytes,
  parseEnvelope,
  preAuthEncoding,
  type SignatureReport,
  signEnvelope,
} from './dsse.ts';
export { keyidOf, parsePublicKey, parseSigningKey, type SigningKey, type VerifyingKey } from './keys.ts';
export { ENVELOPE, MANIFEST, type Manifest } from './manifest.ts';
export { buildPack, type PackMaterials } from './pack.ts';
export { type PackProblem, VERIFY_EXIT_CODES, type VerifyReport, verifyPack } from './verify.ts';
