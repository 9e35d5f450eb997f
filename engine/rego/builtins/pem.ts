/** One block of a PEM text. */
export type PemBlock = { readonly type: string; readonly bytes: Buffer };

const BLOCK = /(?<=^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END \1-----[ \t\r]*(?:\n|$)/g;

const HEADERS = /^(?:[A-Za-z0-9-]+:[^\n]*\n)+\n/;

/** The blocks of a PEM text in order; what stands between them is passed over. Source: Go encoding/pem. */
export function pemBlocks(text: string): readonly PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([, type = '', body = '']) => ({
    type,
    bytes: Buffer.from(body.replace(HEADERS, '').replaceAll(/\s/g, ''), 'base64'),
  }));
}

/** The first block and the offset behind it; a block whose body is no base64 is passed over. */
export function firstPemBlock(text: string): (PemBlock & { readonly end: number }) | undefined {
  for (const match of text.matchAll(BLOCK)) {
    const body = (match[2] ?? '').replace(HEADERS, '').replaceAll(/\s/g, '');
    if (body.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(body))
      return { type: match[1] ?? '', bytes: Buffer.from(body, 'base64'), end: match.index + match[0].length };
  }
  return undefined;
}
