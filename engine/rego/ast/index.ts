export type * from './body.ts';
export type * from './module.ts';
export type * from './term.ts';
