export { type FormatOptions, formatModule } from './format.ts';
