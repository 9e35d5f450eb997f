export { DIAGNOSTIC_CODES, type DiagnosticCode } from './codes.ts';
export {
  type Diagnostic,
  errorDiagnostic,
  InvariantError,
  noticeDiagnostic,
  type Outcome,
  type Place,
} from './diagnostic.ts';
export { printable, renderDiagnostic } from './render.ts';
