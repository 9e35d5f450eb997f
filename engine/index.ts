export {
  loadReporter,
  REPORT_FORMATS,
  type Reporter,
  type ReporterOptions,
  type ReportFormat,
} from '../reporters/index.ts';
export type { Assessment, CoverageRow, NotChecked, Run } from './assessment.ts';
export { type Catalog, type ControlResult, type ControlStatus, catalogsFromJson } from './controls/index.ts';
export { loadCatalogs } from './controls/load.ts';
export {
  type Diagnostic,
  type DiagnosticCode,
  type Outcome,
  type Place,
  renderDiagnostic,
} from './diagnostics/index.ts';
export {
  buildPack,
  type PackFile,
  parsePublicKey,
  parseSigningKey,
  type VerifyReport,
  verifyPack,
} from './evidence/index.ts';
export type { Finding, Fingerprint, Waiver } from './findings/index.ts';
export { parseWaivers } from './findings/waiver-file.ts';
export { EXIT_CODES, type Gate, type GateStatus, type Thresholds } from './gate/index.ts';
export { type Document, type InputFile, type ParsedInputs, parseInputs } from './inputs/index.ts';
export { assess, type PipelineInput } from './pipeline.ts';
export { type CompilePoliciesOptions, compilePolicies } from './policies/compile.ts';
export {
  type Denial,
  evaluatePolicies,
  freshTree,
  loadPolicySet,
  type PolicyArtifact,
  type PolicyFile,
  type PolicyId,
  type PolicyMetadata,
  type PolicySet,
  type PolicyTree,
  type Result,
  type Severity,
  type Verdict,
} from './policies/index.ts';
export { extractResources, type Resource, type ResourceInput, toPolicyInput } from './resources/index.ts';
