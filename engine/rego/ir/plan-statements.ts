import { type Fields, PlanFault } from './plan-fields.ts';
import type { Stmt, StmtKind } from './statements.ts';
import type { Block } from './types.ts';

/** Reads a block that lies inside a statement. */
type ReadBlock = (fields: Fields) => Block;
type Parts = Stmt extends infer S ? (S extends Stmt ? Omit<S, 'at'> : never) : never;
type ReadParts = (f: Fields, block: ReadBlock) => Parts;

/** The statements of OPA's format. Source: OPA v1/ir ir.go. */
const READERS: { readonly [kind in StmtKind]?: ReadParts } = {
  ReturnLocalStmt: (f) => ({ kind: 'ReturnLocalStmt', source: f.integer('source') }),
  CallStmt: (f) => ({
    kind: 'CallStmt',
    func: f.text('func'),
    args: f.operands('args'),
    result: f.integer('result'),
  }),
  CallDynamicStmt: (f) => ({
    kind: 'CallDynamicStmt',
    args: f.integers('args'),
    path: f.operands('path'),
    result: f.integer('result'),
  }),
  BlockStmt: (f, block) => ({ kind: 'BlockStmt', blocks: f.list('blocks', block) }),
  BreakStmt: (f) => ({ kind: 'BreakStmt', index: f.integer('index') }),
  DotStmt: (f) => ({
    kind: 'DotStmt',
    source: f.operand('source'),
    key: f.operand('key'),
    target: f.integer('target'),
  }),
  LenStmt: (f) => ({ kind: 'LenStmt', source: f.operand('source'), target: f.integer('target') }),
  ScanStmt: (f, block) => ({
    kind: 'ScanStmt',
    source: f.integer('source'),
    key: f.integer('key'),
    value: f.integer('value'),
    block: block(f.child('block')),
    sorted: true,
  }),
  NotStmt: (f, block) => ({ kind: 'NotStmt', block: block(f.child('block')) }),
  AssignIntStmt: (f) => ({ kind: 'AssignIntStmt', value: f.integer('value'), target: f.integer('target') }),
  AssignVarStmt: (f) => ({ kind: 'AssignVarStmt', source: f.operand('source'), target: f.integer('target') }),
  AssignVarOnceStmt: (f) => ({ kind: 'AssignVarOnceStmt', source: f.operand('source'), target: f.integer('target') }),
  ResetLocalStmt: (f) => ({ kind: 'ResetLocalStmt', target: f.integer('target') }),
  MakeNullStmt: (f) => ({ kind: 'MakeNullStmt', target: f.integer('target') }),
  MakeNumberIntStmt: (f) => ({ kind: 'MakeNumberIntStmt', value: f.integer('value'), target: f.integer('target') }),
  // OPA writes this one field with a capital letter.
  MakeNumberRefStmt: (f) => ({ kind: 'MakeNumberRefStmt', index: f.integer('Index'), target: f.integer('target') }),
  MakeArrayStmt: (f) => ({ kind: 'MakeArrayStmt', capacity: f.integer('capacity'), target: f.integer('target') }),
  MakeObjectStmt: (f) => ({ kind: 'MakeObjectStmt', target: f.integer('target') }),
  MakeSetStmt: (f) => ({ kind: 'MakeSetStmt', target: f.integer('target') }),
  EqualStmt: (f) => ({ kind: 'EqualStmt', a: f.operand('a'), b: f.operand('b') }),
  NotEqualStmt: (f) => ({ kind: 'NotEqualStmt', a: f.operand('a'), b: f.operand('b') }),
  IsArrayStmt: (f) => ({ kind: 'IsArrayStmt', source: f.operand('source') }),
  IsObjectStmt: (f) => ({ kind: 'IsObjectStmt', source: f.operand('source') }),
  IsSetStmt: (f) => ({ kind: 'IsSetStmt', source: f.operand('source') }),
  IsDefinedStmt: (f) => ({ kind: 'IsDefinedStmt', source: f.integer('source') }),
  IsUndefinedStmt: (f) => ({ kind: 'IsUndefinedStmt', source: f.integer('source') }),
  ArrayAppendStmt: (f) => ({ kind: 'ArrayAppendStmt', value: f.operand('value'), array: f.integer('array') }),
  ObjectInsertStmt: (f) => ({
    kind: 'ObjectInsertStmt',
    key: f.operand('key'),
    value: f.operand('value'),
    object: f.integer('object'),
  }),
  ObjectInsertOnceStmt: (f) => ({
    kind: 'ObjectInsertOnceStmt',
    key: f.operand('key'),
    value: f.operand('value'),
    object: f.integer('object'),
  }),
  ObjectMergeStmt: (f) => ({
    kind: 'ObjectMergeStmt',
    a: f.integer('a'),
    b: f.integer('b'),
    target: f.integer('target'),
  }),
  SetAddStmt: (f) => ({ kind: 'SetAddStmt', value: f.operand('value'), set: f.integer('set') }),
  WithStmt: (f, block) => ({
    kind: 'WithStmt',
    local: f.integer('local'),
    path: f.integers('path'),
    value: f.operand('value'),
    block: block(f.child('block')),
  }),
  NopStmt: () => ({ kind: 'NopStmt' }),
  ResultSetAddStmt: (f) => ({ kind: 'ResultSetAddStmt', value: f.integer('value') }),
};

/** Errors: PlanFault for a kind that OPA's format does not have, and for fields that are missing or of other types. */
export function readStmt(kind: string, fields: Fields, block: ReadBlock): Stmt {
  const read = Object.hasOwn(READERS, kind) ? READERS[kind as StmtKind] : undefined;
  if (read === undefined) throw new PlanFault(`the kind of statement \`${kind.slice(0, 50)}\` is not known`);
  const at = { file: fields.integer('file'), row: fields.integer('row'), col: fields.integer('col') };
  return { ...read(fields, block), at } as Stmt;
}
