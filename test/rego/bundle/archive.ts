import { gzipSync } from 'node:zlib';

/** One raw entry of an archive, as wrong as a test wants it. */
export type Entry = {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  readonly link?: string;
  /** The size that the header tells. */
  readonly size?: number;
  readonly magic?: string;
  readonly isSumWrong?: boolean;
};

export function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    return [headerOf(entry, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function bundleOf(...entries: readonly Entry[]): Buffer {
  return gzipSync(tarOf(entries));
}

/** A pax header for the entry that follows. */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): Entry {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + 1;
    while (String(length).length + rest !== length) length++;
    return `${length} ${key}=${value}\n`;
  });
  return { path: 'PaxHeaders/x', type, content: lines.join('') };
}

function headerOf({ path, type = '0', link = '', size, magic = 'ustar\0', isSumWrong }: Entry, length: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0);
  block.write('0000600\u00000000000\u00000000000\0', 100, 'latin1');
  block.write(`${(size ?? length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136, 'latin1');
  block.fill(' ', 148, 156);
  block.write(type, 156, 'latin1');
  block.write(link, 157);
  block.write(`${magic}00`, 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, isSumWrong ? 1 : 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
