/**
 * How much a bundle may be, so that a small file cannot fill memory.
 * Units:  bytes and files; `ratio` is unpacked bytes for each packed one, and counts from `freeBytes` on.
 */
export type BundleLimits = {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly fileBytes: number;
  readonly files: number;
  readonly ratio: number;
  readonly freeBytes: number;
};

const MEBIBYTE = 1024 * 1024;

/** OPA allows 1 GiB for each file and any number of files; text of more than 512 MiB is no string in JavaScript. */
export const BUNDLE_LIMITS: BundleLimits = {
  packedBytes: 128 * MEBIBYTE,
  unpackedBytes: 512 * MEBIBYTE,
  fileBytes: 256 * MEBIBYTE,
  files: 50_000,
  ratio: 200,
  freeBytes: 32 * MEBIBYTE,
};
