export { WASM_LIMITS, type WasmEvaluated, type WasmLimits, WasmPolicy } from './wasm-policy.ts';
