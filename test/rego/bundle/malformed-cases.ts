import { gzipSync } from 'node:zlib';
import type { BundleLimits } from '../../../engine/rego/bundle/index.ts';
import { bundleOf, type Entry, pax, tarOf } from './archive.ts';

export type MalformedCase = {
  readonly note: string;
  readonly bytes: Uint8Array;
  readonly limits?: Partial<BundleLimits>;
  readonly wants: string;
};

export const POLICY: Entry = { path: '/a/p.rego', content: 'package a.p\n\nallow := true\n' };
export const manifest = (value: unknown): Entry => ({ path: '/.manifest', content: JSON.stringify(value) });
const good = bundleOf(POLICY);
const header = 'bundle read failed: archive/tar: invalid tar header';

export const MALFORMED: readonly MalformedCase[] = [
  // the packing
  {
    note: 'empty file',
    bytes: Buffer.alloc(0),
    wants: 'b: bundle_invalid: bundle read failed: archive read failed: EOF',
  },
  {
    note: 'no gzip',
    bytes: Buffer.from('hello, this is text'),
    wants: 'b: bundle_invalid: bundle read failed: archive read failed: gzip: invalid header',
  },
  {
    note: 'two bytes',
    bytes: Buffer.from([0x1f, 0x8b]),
    wants: 'b: bundle_invalid: bundle read failed: archive read failed: unexpected EOF',
  },
  {
    note: 'truncated gzip',
    bytes: good.subarray(0, good.length - 20),
    wants: 'b: bundle_invalid: bundle read failed: unexpected EOF',
  },
  {
    note: 'corrupt gzip',
    bytes: Buffer.concat([good.subarray(0, 10), Buffer.alloc(60, 0xff)]),
    wants: 'b: bundle_invalid: bundle read failed: flate: corrupt input',
  },
  { note: 'gzip of text', bytes: gzipSync('x'.repeat(600)), wants: `b: bundle_invalid: ${header}` },
  {
    note: 'gzip of a few bytes',
    bytes: gzipSync('abc'),
    wants: 'b: bundle_invalid: bundle read failed: unexpected EOF',
  },
  {
    note: 'bomb by ratio',
    bytes: gzipSync(Buffer.alloc(40 * 1024 * 1024)),
    wants: 'b: bundle_unsafe: the bundle unpacks to more than 33554432 bytes, 200 times its size',
  },
  {
    note: 'bomb by size',
    bytes: gzipSync(Buffer.alloc(4096)),
    limits: { unpackedBytes: 2048 },
    wants: 'b: bundle_unsafe: the bundle unpacks to more than 2048 bytes',
  },
  {
    note: 'packed size',
    bytes: good,
    limits: { packedBytes: 10 },
    wants: `b: bundle_unsafe: the bundle has ${good.length} bytes, more than 10`,
  },
  // the archive
  { note: 'checksum', bytes: bundleOf({ ...POLICY, isSumWrong: true }), wants: `b: bundle_invalid: ${header}` },
  {
    note: 'size beyond the end',
    bytes: bundleOf({ ...POLICY, size: 100_000 }),
    wants: 'b: bundle_invalid: bundle read failed: failed to copy file /a/p.rego: unexpected EOF',
  },
  {
    note: 'size beyond the limit',
    bytes: bundleOf({ ...POLICY, size: 300 * 1024 * 1024 }),
    wants:
      'b/a/p.rego: bundle_unsafe: bundle file /a/p.rego size (314572800 bytes) exceeds configured size_limit_bytes (268435456 bytes)',
  },
  {
    note: 'size too small',
    bytes: bundleOf({ ...POLICY, content: 'x'.repeat(600), size: 3 }),
    wants: `b: bundle_invalid: ${header}`,
  },
  {
    note: 'truncated header',
    bytes: gzipSync(tarOf([POLICY]).subarray(0, 520)),
    wants: 'b: bundle_invalid: bundle read failed: failed to copy file /a/p.rego: unexpected EOF',
  },
  {
    note: 'one zero block only',
    bytes: gzipSync(Buffer.concat([Buffer.alloc(512), tarOf([POLICY])])),
    wants: `b: bundle_invalid: ${header}`,
  },
  {
    note: 'pax size that lies',
    bytes: bundleOf(pax({ size: '99999999' }), POLICY),
    wants: 'b: bundle_invalid: bundle read failed: failed to copy file /a/p.rego: unexpected EOF',
  },
  {
    note: 'pax size that is no number',
    bytes: bundleOf(pax({ size: '-1' }), POLICY),
    wants: `b: bundle_invalid: ${header}`,
  },
  {
    note: 'pax without length',
    bytes: bundleOf({ path: 'x', type: 'x', content: 'path=a\n' }, POLICY),
    wants: `b: bundle_invalid: ${header}`,
  },
  {
    note: 'pax of 2 MB',
    bytes: bundleOf(pax({ comment: 'x'.repeat(2_000_000) }), POLICY),
    wants: 'b: bundle_invalid: bundle read failed: archive/tar: header field too long',
  },
  {
    note: 'global path',
    bytes: bundleOf(pax({ path: 'evil.rego' }, 'g'), POLICY),
    wants: 'b: bundle_unsafe: the bundle sets `path` for all of its files',
  },
  {
    note: 'sparse file',
    bytes: bundleOf({ ...POLICY, type: 'S' }),
    wants: 'b/a/p.rego: bundle_unsafe: `/a/p.rego` is a sparse file',
  },
  {
    note: 'pax sparse file',
    bytes: bundleOf(pax({ 'GNU.sparse.major': '1' }), POLICY),
    wants: 'b: bundle_unsafe: the bundle has a sparse file',
  },
  {
    note: 'unknown type',
    bytes: bundleOf({ ...POLICY, type: 'Z' }),
    wants: 'b/a/p.rego: bundle_unsafe: `/a/p.rego` has the unknown type "Z"',
  },
  {
    note: 'symbolic link',
    bytes: bundleOf({ path: '/data.json', type: '2', link: '/etc/passwd' }),
    wants: 'b/data.json: bundle_unsafe: `/data.json` is a symbolic link',
  },
  {
    note: 'hard link',
    bytes: bundleOf({ path: 'data.json', type: '1', link: '../x' }),
    wants: 'b/data.json: bundle_unsafe: `data.json` is a hard link',
  },
  {
    note: 'device',
    bytes: bundleOf({ path: 'data.json', type: '3' }),
    wants: 'b/data.json: bundle_unsafe: `data.json` is a character device',
  },
  {
    note: 'pipe',
    bytes: bundleOf({ path: 'data.json', type: '6' }),
    wants: 'b/data.json: bundle_unsafe: `data.json` is a pipe',
  },
  {
    note: 'too many files',
    bytes: bundleOf(POLICY, { ...POLICY, path: 'b.rego' }),
    limits: { files: 1 },
    wants: 'b: bundle_unsafe: the bundle has more than 1 files',
  },
  {
    note: 'too many folders',
    bytes: bundleOf(...Array.from({ length: 9 }, (_, i) => ({ path: `d${i}/`, type: '5' }))),
    limits: { files: 2 },
    wants: 'b: bundle_unsafe: the bundle has more than 8 entries',
  },
  // the paths
  {
    note: 'path traversal',
    bytes: bundleOf({ ...POLICY, path: '../../evil.rego' }),
    wants: 'b: bundle_unsafe: the path "../../evil.rego" leads out of the bundle',
  },
  {
    note: 'path traversal inside',
    bytes: bundleOf({ ...POLICY, path: '/a/../b.rego' }),
    wants: 'b: bundle_unsafe: the path "/a/../b.rego" leads out of the bundle',
  },
  {
    note: 'path traversal by pax',
    bytes: bundleOf(pax({ path: 'a/../../e.rego' }), POLICY),
    wants: 'b: bundle_unsafe: the path "a/../../e.rego" leads out of the bundle',
  },
  {
    note: 'path traversal by a long name',
    bytes: bundleOf({ path: '././@LongLink', type: 'L', content: '../e.rego\0' }, POLICY),
    wants: 'b: bundle_unsafe: the path "../e.rego" leads out of the bundle',
  },
  {
    note: 'backslash',
    bytes: bundleOf({ ...POLICY, path: '..\\e.rego' }),
    wants: 'b: bundle_unsafe: the path "..\\\\e.rego" holds a backslash',
  },
  {
    note: 'drive',
    bytes: bundleOf({ ...POLICY, path: 'C:/e.rego' }),
    wants: 'b: bundle_unsafe: the path "C:/e.rego" names a drive',
  },
  {
    note: 'another machine',
    bytes: bundleOf({ ...POLICY, path: '//host/e.rego' }),
    wants: 'b: bundle_unsafe: the path "//host/e.rego" names another machine',
  },
  {
    note: 'control character',
    bytes: bundleOf({ ...POLICY, path: 'a\u001b[31m.rego' }),
    wants: 'b: bundle_unsafe: the path "a\\u001b[31m.rego" holds control characters',
  },
  {
    note: 'zero byte by pax',
    bytes: bundleOf(pax({ path: 'a\0b.rego' }), POLICY),
    wants: 'b: bundle_unsafe: the path "a\\u0000b.rego" holds control characters',
  },
  {
    note: 'the same path twice',
    bytes: bundleOf(POLICY, { ...POLICY, path: './a//p.rego' }),
    wants: 'b/a/p.rego: bundle_unsafe: the bundle holds "a/p.rego" twice',
  },
  // the manifest
  {
    note: 'manifest that is no JSON',
    bytes: bundleOf({ path: '.manifest', content: '{"roots":' }),
    wants: 'b/.manifest: bundle_invalid: bundle load failed on manifest decode: unexpected EOF',
  },
  {
    note: 'manifest that is a list',
    bytes: bundleOf(manifest([])),
    wants:
      'b/.manifest: bundle_invalid: bundle load failed on manifest decode: json: cannot unmarshal array into Go value of type bundle.Manifest',
  },
  {
    note: 'roots that are a string',
    bytes: bundleOf(manifest({ roots: 'a' })),
    wants:
      'b/.manifest: bundle_invalid: bundle load failed on manifest decode: json: cannot unmarshal string into Go struct field Manifest.roots of type []string',
  },
  {
    note: 'root that is a number',
    bytes: bundleOf(manifest({ roots: [1] })),
    wants:
      'b/.manifest: bundle_invalid: bundle load failed on manifest decode: json: cannot unmarshal number into Go struct field Manifest.roots of type string',
  },
  {
    note: 'rego_version 1.5',
    bytes: bundleOf({ path: '.manifest', content: '{"rego_version":1.5}' }),
    wants:
      'b/.manifest: bundle_invalid: bundle load failed on manifest decode: json: cannot unmarshal number 1.5 into Go struct field Manifest.rego_version of type int',
  },
  {
    note: 'rego_version 7',
    bytes: bundleOf(manifest({ rego_version: 7 }), POLICY),
    wants: "b/.manifest: bundle_invalid: unknown bundle rego-version 7 for file '/a/p.rego'",
  },
  {
    note: 'bad glob',
    bytes: bundleOf(manifest({ file_rego_versions: { '[': 1 } }), POLICY),
    wants: 'b/.manifest: bundle_invalid: failed to compile glob pattern [: unexpected end of input',
  },
  {
    note: 'two manifests',
    bytes: bundleOf(manifest({}), { ...manifest({}), path: '/x/.manifest' }),
    wants: 'b/x/.manifest: bundle_invalid: bundle contains multiple manifest files: "/.manifest" and "/x/.manifest"',
  },
  {
    note: 'manifest in protobuf',
    bytes: bundleOf({ path: '/.manifest.pb' }),
    wants: 'b/.manifest.pb: bundle_invalid: `/.manifest.pb` is a file in protobuf format; it is not supported',
  },
  {
    note: 'overlapping roots',
    bytes: bundleOf(manifest({ roots: ['a/b', '/a/'] })),
    wants: "b/.manifest: bundle_invalid: manifest has overlapped roots: 'a/b' and 'a'",
  },
  {
    note: 'module outside of the roots',
    bytes: bundleOf(manifest({ roots: ['x'] }), POLICY),
    wants: "b/a/p.rego: bundle_invalid: manifest roots [x] do not permit 'package a.p' in module '/a/p.rego'",
  },
  {
    note: 'root that is the start of a name',
    bytes: bundleOf(manifest({ roots: ['a/pp', 'c'] }), POLICY),
    wants: "b/a/p.rego: bundle_invalid: manifest roots [a/pp c] do not permit 'package a.p' in module '/a/p.rego'",
  },
  {
    note: 'data outside of the roots',
    bytes: bundleOf(manifest({ roots: ['a/x'] }), { path: '/a/data.json', content: '{"y":1}' }),
    wants:
      "b: bundle_invalid: manifest roots [a/x] do not permit data at path '/a/y' (hint: check bundle directory structure)",
  },
  {
    note: 'no roots',
    bytes: bundleOf(manifest({ roots: [] }), POLICY),
    wants: "b/a/p.rego: bundle_invalid: manifest roots [] do not permit 'package a.p' in module '/a/p.rego'",
  },
  {
    note: 'missing WASM module',
    bytes: bundleOf(manifest({ wasm: [{ entrypoint: 'a', module: '/policy.wasm' }] })),
    wants:
      "b/.manifest: bundle_invalid: manifest references wasm module '/policy.wasm' but the module file does not exist",
  },
  {
    note: 'WASM outside of the roots',
    bytes: bundleOf(manifest({ roots: ['b'], wasm: [{ entrypoint: 'a', module: '/policy.wasm' }] }), {
      path: '/policy.wasm',
    }),
    wants:
      "b/.manifest: bundle_invalid: manifest roots [b] do not permit 'a' entrypoint for wasm module '/policy.wasm'",
  },
  {
    note: 'entrypoint twice',
    bytes: bundleOf(
      manifest({
        wasm: [
          { entrypoint: 'a', module: '/policy.wasm' },
          { entrypoint: 'a', module: '/policy.wasm' },
        ],
      }),
      { path: '/policy.wasm' },
    ),
    wants: "b/.manifest: bundle_invalid: entrypoint 'a' cannot be used by more than one wasm module",
  },
  // data and modules
  {
    note: 'data that is no JSON',
    bytes: bundleOf({ path: '/a/data.json', content: '{"a":tru}' }),
    wants:
      "b/a/data.json: bundle_invalid: bundle load failed on /a/data.json: invalid character '}' in literal true (expecting 'e')",
  },
  {
    note: 'data that is no YAML',
    bytes: bundleOf({ path: '/data.yaml', content: 'a: [1' }),
    wants:
      "b/data.yaml: bundle_invalid: bundle load failed on /data.yaml: yaml: line 1: did not find expected ',' or ']'",
  },
  {
    note: 'root data that is a list',
    bytes: bundleOf({ path: '/data.json', content: '[]' }),
    wants: 'b/data.json: bundle_invalid: bundle load failed on /data.json: root value must be object',
  },
  {
    note: 'data in conflict',
    bytes: bundleOf({ path: '/data.json', content: '{"a":1}' }, { path: '/a/data.json', content: '{}' }),
    wants: 'b/a/data.json: bundle_invalid: bundle load failed on /a/data.json: failed to insert data file from path a',
  },
  {
    note: 'deep data',
    bytes: bundleOf({ path: '/data.json', content: `{"a":${'['.repeat(9000)}${']'.repeat(9000)}}` }),
    wants: 'b/data.json: input_too_deep: bundle load failed on /data.json: nests deeper than 500 levels',
  },
  {
    note: 'aliases that unfold',
    bytes: bundleOf({ path: '/data.yaml', content: laughs() }),
    wants: 'b/data.yaml: bundle_invalid: bundle load failed on /data.yaml: yaml: document contains excessive aliasing',
  },
  {
    note: 'delta bundle',
    bytes: bundleOf({ path: '/patch.json', content: '{}' }),
    wants:
      'b/patch.json: bundle_invalid: `/patch.json` is the patch of a delta bundle, which changes a running server; it is not supported',
  },
  {
    note: 'module that does not parse',
    bytes: bundleOf({ path: '/p.rego', content: 'package p\n\nallow if {' }),
    wants: 'b/p.rego: rego_parse_error: unexpected eof token',
  },
];

function laughs(): string {
  const rows = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  return ['l0: &l0 [x,x,x,x,x,x,x,x,x]', ...rows].join('\n');
}
