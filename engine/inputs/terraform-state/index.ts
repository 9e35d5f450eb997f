export { isTerraformState, readState, stateFault, stateFormatOf } from './parse.ts';
