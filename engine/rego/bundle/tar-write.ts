import { constants, gzipSync } from 'node:zlib';
import { InvariantError } from '../../diagnostics/index.ts';
import type { BundleFile } from './tar-read.ts';

const BLOCK = 512;

/**
 * Packs files as OPA does: ustar, mode 0600, no owner, no time; then gzip without name and time.
 * Shape:  the files in the order given. The same files give the same bytes under one version of zlib.
 */
export function packTar(files: readonly BundleFile[]): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const { path, bytes } of files) {
    blocks.push(...headersOf(path, bytes.length), bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK));
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  const packed = gzipSync(Buffer.concat(blocks), { level: constants.Z_BEST_COMPRESSION });
  packed[9] = 255; // the operating system: unknown
  return packed;
}

function headersOf(path: string, size: number): readonly Uint8Array[] {
  const split = splitName(path);
  if (split !== undefined && size < 8 ** 11) return [header(split, size, '0')];
  const records = Buffer.concat([record('path', path), record('size', String(size))]);
  const padding = new Uint8Array((BLOCK - (records.length % BLOCK)) % BLOCK);
  const short = { prefix: '', name: 'PaxHeaders.0/file' };
  return [header(short, records.length, 'x'), records, padding, header(short, 0, '0', size)];
}

type Name = { readonly prefix: string; readonly name: string };

/** A path in the two fields of a header; undefined where it does not fit or is not ASCII. */
function splitName(path: string): Name | undefined {
  if (!/^[\x20-\x7e]+$/.test(path)) return undefined;
  if (path.length <= 100) return { prefix: '', name: path };
  for (let at = path.lastIndexOf('/', 155); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const name = path.slice(at + 1);
    if (name.length > 100) return undefined;
    if (name !== '') return { prefix: path.slice(0, at), name };
  }
  return undefined;
}

function header({ prefix, name }: Name, size: number, type: string, paxSize = size): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) => block.write(value.toString(8).padStart(digits, '0'), at);
  block.write(name, 0, 'utf8');
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(Math.min(paxSize, 8 ** 11 - 1), 124, 11);
  octal(0, 136, 11);
  block.fill(' ', 148, 156);
  block.write(type, 156);
  block.write('ustar\u000000', 257, 'latin1');
  octal(0, 329, 7);
  octal(0, 337, 7);
  block.write(prefix, 345, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** A record of an extended header; its length counts its own digits. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  for (let length = rest + 1; length < rest + 12; length++) {
    if (String(length).length + rest === length) return Buffer.from(`${length} ${key}=${value}\n`);
  }
  throw new InvariantError('a pax record has no length');
}
