export { decideGate, gateOfDiagnostics, PRECEDENCE } from './decide.ts';
export * from './gate.ts';
export type { GateCounts, GateInput, Incompleteness } from './input.ts';
