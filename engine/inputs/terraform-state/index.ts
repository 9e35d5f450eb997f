export { leaveSuperseded } from './beside.ts';
export { isTerraformState, readState, stateFault, stateFormatOf } from './parse.ts';
