import { joinPath } from './entry-path.ts';
import { fault } from './fault.ts';
import type { BundleLimits } from './limits.ts';

/** One file of an archive. Shape: `path` is as the archive spells it. */
export type BundleFile = { readonly path: string; readonly bytes: Uint8Array };

const BLOCK = 512;
/** Names, link targets and extended headers are this long at most. */
const MAX_META_BYTES = 1024 * 1024;

/** Header types that stand for something else than a file with content. */
const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a pipe',
  S: 'a sparse file',
};

/**
 * Reads the files of a tar archive (ustar, pax, GNU long names) from memory.
 * Shape:  files in the archive's order; folders are passed over; bytes are views into `archive`.
 * Errors: `bundle_invalid` in the words of Go's archive/tar; `bundle_unsafe` for links, devices and too much content.
 * Source: POSIX.1-2001 pax, GNU tar 1.35 manual.
 */
export function readTar(archive: Uint8Array, name: string, limits: BundleLimits): readonly BundleFile[] {
  return new TarReader(archive, name, limits).read();
}

class TarReader {
  readonly #archive: Buffer;
  readonly #name: string;
  readonly #limits: BundleLimits;
  readonly #files: BundleFile[] = [];
  #at = 0;
  /** What extended headers say of the next entry. */
  #path: string | undefined;
  #size: number | undefined;

  constructor(archive: Uint8Array, name: string, limits: BundleLimits) {
    this.#archive = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
    this.#name = name;
    this.#limits = limits;
  }

  read(): readonly BundleFile[] {
    let entries = 0;
    while (this.#at < this.#archive.length) {
      const header = this.#block();
      if (isZero(header)) {
        if (this.#at < this.#archive.length && !isZero(this.#block())) throw this.#invalid();
        break;
      }
      this.#entry(header);
      if (++entries > this.#limits.files * 4) throw this.#unsafe(`the bundle has more than ${entries - 1} entries`);
    }
    return this.#files;
  }

  #entry(header: Buffer): void {
    if (!hasChecksum(header)) throw this.#invalid();
    const type = String.fromCharCode(header[156] as number);
    const own = this.#number(header.subarray(124, 136));
    if ('xgLK'.includes(type) && own > MAX_META_BYTES) {
      throw fault('bundle_invalid', 'bundle read failed: archive/tar: header field too long', this.#name);
    }
    if (type === 'x' || type === 'g') {
      this.#extended(this.#content(own, MAX_META_BYTES), type);
      return;
    }
    if (type === 'L') {
      this.#path = text(this.#content(own, MAX_META_BYTES));
      return;
    }
    if (type === 'K') {
      this.#content(own, MAX_META_BYTES);
      return;
    }
    const path = this.#path ?? nameOf(header);
    const size = this.#size ?? own;
    this.#path = undefined;
    this.#size = undefined;
    if (Object.hasOwn(REFUSED, type)) {
      throw this.#unsafe(`\`${path}\` is ${REFUSED[type]}`, path, 'a bundle holds files and folders only');
    }
    if (type === '5' || (type !== '7' && path.endsWith('/'))) {
      this.#content(type === '5' ? 0 : size, this.#limits.fileBytes);
      return;
    }
    if (type !== '0' && type !== '\0' && type !== '7') {
      throw this.#unsafe(`\`${path}\` has the unknown type ${JSON.stringify(type)}`, path);
    }
    if (size > this.#limits.fileBytes) {
      const limit = `size (${size} bytes) exceeds configured size_limit_bytes (${this.#limits.fileBytes} bytes)`;
      throw this.#unsafe(`bundle file ${path} ${limit}`, path);
    }
    if (this.#files.length >= this.#limits.files)
      throw this.#unsafe(`the bundle has more than ${this.#limits.files} files`);
    this.#files.push({ path, bytes: this.#content(size, this.#limits.fileBytes, path) });
  }

  /** Records of `LENGTH KEY=VALUE\n`; only the path and the size of the next file matter here. */
  #extended(records: Buffer, type: 'x' | 'g'): void {
    let at = 0;
    while (at < records.length) {
      const space = records.indexOf(0x20, at);
      const digits = space < 0 ? '' : records.toString('latin1', at, space);
      const end = at + Number(digits);
      if (!/^[1-9][0-9]{0,8}$/.test(digits) || end > records.length || end <= space || records[end - 1] !== 0x0a) {
        throw this.#invalid();
      }
      const record = records.toString('utf8', space + 1, end - 1);
      const equals = record.indexOf('=');
      if (equals < 1) throw this.#invalid();
      this.#apply(record.slice(0, equals), record.slice(equals + 1), type);
      at = end;
    }
  }

  #apply(key: string, value: string, type: 'x' | 'g'): void {
    if (key.startsWith('GNU.sparse.')) throw this.#unsafe('the bundle has a sparse file');
    if (key !== 'path' && key !== 'size') return;
    if (type === 'g') throw this.#unsafe(`the bundle sets \`${key}\` for all of its files`);
    if (key === 'path') this.#path = value;
    else if (/^[0-9]{1,15}$/.test(value)) this.#size = Number(value);
    else throw this.#invalid();
  }

  #block(): Buffer {
    return this.#content(BLOCK, BLOCK);
  }

  /** The next `size` bytes, and steps over the padding behind them. */
  #content(size: number, limit: number, path?: string): Buffer {
    if (size > limit) throw this.#invalid();
    const end = this.#at + size;
    if (end > this.#archive.length) {
      const what = path === undefined ? '' : `failed to copy file ${path}: `;
      throw fault('bundle_invalid', `bundle read failed: ${what}unexpected EOF`, this.#name);
    }
    const content = this.#archive.subarray(this.#at, end);
    this.#at = this.#at + Math.ceil(size / BLOCK) * BLOCK;
    return content;
  }

  /** A number in octal digits, or in base 256 where the first bit is set. */
  #number(field: Buffer): number {
    if (((field[0] as number) & 0x80) !== 0) {
      let value = BigInt((field[0] as number) & 0x7f);
      for (const byte of field.subarray(1)) value = (value << 8n) | BigInt(byte);
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.#invalid();
      return Number(value);
    }
    const digits = text(field).trim();
    if (!/^[0-7]*$/.test(digits)) throw this.#invalid();
    return digits === '' ? 0 : Number.parseInt(digits, 8);
  }

  #invalid(): Error {
    return fault('bundle_invalid', 'bundle read failed: archive/tar: invalid tar header', this.#name);
  }

  #unsafe(message: string, path?: string, hint?: string): Error {
    return fault('bundle_unsafe', message, path === undefined ? this.#name : joinPath(this.#name, path), hint);
  }
}

/** The sum of the header's bytes, the field of the sum taken as spaces; some old writers took the bytes as signed. */
function hasChecksum(header: Buffer): boolean {
  const wanted = Number.parseInt(text(header.subarray(148, 156)).trim(), 8);
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < BLOCK; index++) {
    const byte = index >= 148 && index < 156 ? 0x20 : (header[index] as number);
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return wanted === unsigned || wanted === signed;
}

/** The name, after its prefix where the header is of ustar. */
function nameOf(header: Buffer): string {
  const name = text(header.subarray(0, 100));
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? text(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}
