import { isAscii, isUtf8 } from 'node:buffer';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { InputFile } from './document.ts';
import { MAX_BYTES } from './limits.ts';
import { createPlaceFinder } from './place.ts';

/**
 * The text of one file.
 * Shape:  `bytes` is UTF-8 without a byte order mark and is kept, to find places in; `text` is the same, decoded, and is
 *         meant to be dropped once it is parsed.
 */
export type Decoded = { readonly path: string; readonly bytes: Uint8Array; readonly text: string };

export type DecodeOutcome =
  | { readonly ok: true; readonly value: Decoded }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** Beginnings of files that people hand over by mistake, with what to type instead. */
const SIGNATURES = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    what: 'a zip archive',
    hint: 'a binary Terraform plan? type `terraform show -json PLAN > plan.json` and check that file',
  },
  { bytes: [0x1f, 0x8b], what: 'compressed with gzip', hint: 'type `gunzip FILE` first' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with zstd', hint: 'type `unzstd FILE` first' },
] as const;

/**
 * Decodes a file: UTF-8 with or without a byte order mark, UTF-16 of either order with one.
 * Errors: `input_empty`, `input_binary`, `input_encoding`, `input_too_large`.
 */
export function decodeText(file: InputFile): DecodeOutcome {
  const { path, bytes } = file;
  const fail = (...args: Parameters<typeof errorDiagnostic>): DecodeOutcome => ({
    ok: false,
    diagnostic: errorDiagnostic(...args),
  });
  const place = { file: path, row: 1, col: 1 };
  if (bytes.length > MAX_BYTES)
    return fail('input_too_large', `the file has ${bytes.length} bytes, more than ${MAX_BYTES}`, { place });
  const signature = SIGNATURES.find((one) => one.bytes.every((byte, at) => bytes[at] === byte));
  if (signature !== undefined)
    return fail('input_binary', `the file is not text but ${signature.what}`, { place, hint: signature.hint });

  const utf16 = utf16Label(bytes);
  if (utf16 !== undefined) {
    const text = decodeUtf16(bytes, utf16);
    if (text === undefined)
      return fail('input_encoding', 'the file begins as UTF-16 but is not', { place, hint: 'save it as UTF-8' });
    if (text.includes('\u0000'))
      return fail('input_binary', 'the file holds NUL characters', { place, hint: TEXT_HINT });
    return notBlank(path, Buffer.from(text), text);
  }
  if (bytes.includes(0))
    return fail('input_binary', 'the file is not text: it holds NUL bytes', { place, ...nulHint(bytes) });
  const body = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const view = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (isAscii(view)) return notBlank(path, body, view.toString('latin1'));
  if (isUtf8(view)) return notBlank(path, body, view.toString('utf8'));
  return fail('input_encoding', 'the file is neither UTF-8 nor UTF-16 with a byte order mark', {
    place: createPlaceFinder(path, body)(firstBadByte(view)),
    hint: 'save it as UTF-8',
  });
}

function notBlank(path: string, bytes: Uint8Array, text: string): DecodeOutcome {
  if (/\S/.test(text)) return { ok: true, value: { path, bytes, text } };
  const diagnostic = errorDiagnostic('input_empty', 'the file has no content', {
    place: { file: path, row: 1, col: 1 },
    hint: 'was the command that writes it stopped by an error?',
  });
  return { ok: false, diagnostic };
}

function utf16Label(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe && !(bytes[2] === 0 && bytes[3] === 0)) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function decodeUtf16(bytes: Uint8Array, label: 'utf-16le' | 'utf-16be'): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 without its mark is the one case of NUL bytes that has an easy cure. */
const TEXT_HINT = 'give JSON or YAML; for a plan the output of `terraform show -json`';

function nulHint(bytes: Uint8Array): { readonly hint: string } {
  const isUtf16 = bytes.length > 3 && ((bytes[0] === 0 && bytes[2] === 0) || (bytes[1] === 0 && bytes[3] === 0));
  return isUtf16 ? { hint: 'UTF-16 without a byte order mark? save it as UTF-8' } : { hint: TEXT_HINT };
}

/** Offset of the first byte that is not UTF-8, found by halving. */
function firstBadByte(bytes: Buffer): number {
  let good = 0;
  let end = bytes.length;
  while (end - good > 8) {
    const middle = characterStart(bytes, good + ((end - good) >> 1));
    if (middle <= good) break;
    if (isUtf8(bytes.subarray(good, middle))) good = middle;
    else end = middle;
  }
  while (good < end) {
    const next = characterStart(bytes, good + 1, 1);
    if (!isUtf8(bytes.subarray(good, next))) return good;
    good = next;
  }
  return good;
}

function characterStart(bytes: Buffer, from: number, step: 1 | -1 = -1): number {
  let at = from;
  for (let moved = 0; moved < 3 && at > 0 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80; moved += 1)
    at += step;
  return at;
}
