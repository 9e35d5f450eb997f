export { type Interpreter, interpret } from './interpret.ts';
