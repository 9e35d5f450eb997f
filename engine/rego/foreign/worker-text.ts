/**
 * The program of the worker that runs a WASM module, as text: it needs nothing but node itself, so that it runs wherever
 * the engine is bundled into, and finds no package of a working tree.
 * Shape:  host of OPA's WASM ABI 1.2. Values cross as text: JSON with sets. Builtins are asked of the parent, which waits.
 * Source: OPA docs wasm.md.
 */
export const WORKER_TEXT = String.raw`
'use strict';
const { receiveMessageOnPort, workerData } = require('node:worker_threads');
const { port, turns, maxPages } = workerData;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let memory, wasm, builtins, entrypoints, dataAddress = 0, heap = 0;

function told(message) {
  port.postMessage(message);
  Atomics.add(turns, 0, 1);
  Atomics.notify(turns, 0);
}

function textAt(address) {
  const bytes = new Uint8Array(memory.buffer);
  const end = bytes.indexOf(0, address);
  return decoder.decode(bytes.subarray(address, end < 0 ? bytes.length : end));
}

function put(text) {
  const bytes = encoder.encode(text);
  const address = wasm.opa_malloc(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, address);
  const value = wasm.opa_value_parse(address, bytes.length);
  if (value === 0) throw new Error('the module could not read a value');
  return value;
}

function callBuiltin(id, _context, ...operands) {
  const name = builtins.get(id);
  const texts = operands.map((operand) => textAt(wasm.opa_value_dump(operand)));
  const turn = Atomics.load(turns, 1);
  told({ kind: 'builtin', name, operands: texts });
  while (Atomics.load(turns, 1) === turn) Atomics.wait(turns, 1, turn);
  const reply = receiveMessageOnPort(port).message;
  if (reply.error !== undefined) throw new Error(reply.error);
  return reply.value === undefined ? 0 : put(reply.value);
}

function instantiate(module) {
  const env = {
    opa_abort: (address) => { throw new Error(textAt(address)); },
    opa_println: () => {},
  };
  for (let count = 0; count <= 4; count++) env['opa_builtin' + count] = callBuiltin;
  for (let pages = 16; ; pages = Math.min(pages * 2, maxPages)) {
    memory = new WebAssembly.Memory({ initial: pages, maximum: maxPages });
    try {
      return new WebAssembly.Instance(module, { env: { ...env, memory } });
    } catch (error) {
      if (!(error instanceof WebAssembly.LinkError) || !/memory/.test(error.message) || pages >= maxPages) throw error;
    }
  }
}

function load({ bytes, data }) {
  wasm = instantiate(new WebAssembly.Module(bytes)).exports;
  for (const name of ['opa_eval', 'opa_malloc', 'opa_value_parse', 'opa_value_dump', 'opa_json_dump', 'builtins', 'entrypoints']) {
    if (typeof wasm[name] !== 'function') throw new Error('the module does not export ' + name + ', as OPA\'s ABI 1.2 does');
  }
  const version = wasm.opa_wasm_abi_version?.value;
  if (version !== 1) throw new Error('the module has the ABI version ' + String(version) + ', not 1');
  const read = (address) => JSON.parse(textAt(wasm.opa_json_dump(address)));
  builtins = new Map(Object.entries(read(wasm.builtins())).map(([name, id]) => [id, name]));
  entrypoints = new Map(Object.entries(read(wasm.entrypoints())));
  dataAddress = put(data);
  heap = wasm.opa_heap_ptr_get();
  return { builtins: [...builtins.values()], entrypoints: [...entrypoints.keys()] };
}

function evaluate({ entrypoint, input }) {
  const bytes = input === undefined ? new Uint8Array(0) : encoder.encode(input);
  const missing = heap + bytes.length - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  new Uint8Array(memory.buffer).set(bytes, heap);
  const at = bytes.length === 0 ? 0 : heap;
  return textAt(wasm.opa_eval(0, entrypoints.get(entrypoint), dataAddress, at, bytes.length, heap + bytes.length, 1));
}

port.on('message', (message) => {
  try {
    told({ kind: 'done', value: message.kind === 'load' ? load(message) : evaluate(message) });
  } catch (error) {
    told({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
});
`;
