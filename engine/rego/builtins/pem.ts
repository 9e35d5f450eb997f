/** One block of a PEM text. */
export type PemBlock = { readonly type: string; readonly bytes: Buffer };

const BLOCK = /-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END \1-----[ \t\r]*(?:\n|$)/g;

/** The blocks of a PEM text in order; what stands between them is passed over. Source: Go encoding/pem. */
export function pemBlocks(text: string): readonly PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([, type = '', body = '']) => ({
    type,
    bytes: Buffer.from(body.replace(/^(?:[A-Za-z0-9-]+:[^\n]*\n)+\n/, '').replaceAll(/\s/g, ''), 'base64'),
  }));
}
