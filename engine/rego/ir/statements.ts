import type { Block, Local, Location, Operand } from './types.ts';

/**
 * One operation of a block, named as in OPA's plan format.
 * Shape:  `at` is where it comes from. Extensions of our own: `sorted` of a scan, and the statements after
 *         `ResultSetAddStmt`.
 * Source: OPA v1/ir ir.go.
 */
export type Stmt = { readonly at: Location } & (
  | ReturnLocalStmt
  | CallStmt
  | CallDynamicStmt
  | CallKeyedStmt
  | BlockStmt
  | BreakStmt
  | DotStmt
  | LenStmt
  | ScanStmt
  | NotStmt
  | AssignIntStmt
  | AssignVarStmt
  | AssignVarOnceStmt
  | ResetLocalStmt
  | MakeNullStmt
  | MakeNumberIntStmt
  | MakeNumberRefStmt
  | MakeArrayStmt
  | MakeObjectStmt
  | MakeSetStmt
  | EqualStmt
  | NotEqualStmt
  | IsArrayStmt
  | IsObjectStmt
  | IsSetStmt
  | IsCollectionStmt
  | IsDefinedStmt
  | IsUndefinedStmt
  | ArrayAppendStmt
  | ObjectInsertStmt
  | ObjectInsertOnceStmt
  | ObjectMergeStmt
  | SetAddStmt
  | WithStmt
  | NopStmt
  | ResultSetAddStmt
  | RestoreStmt
  | CoverStmt
  | MockStmt
  | MockValueStmt
  | MakeTreeStmt
  | TreePutStmt
  | TreeAddStmt
  | TreeDoneStmt
  | SwitchStmt
);

export type StmtKind = Stmt['kind'];

export type ReturnLocalStmt = { readonly kind: 'ReturnLocalStmt'; readonly source: Local };
export type CallStmt = {
  readonly kind: 'CallStmt';
  readonly func: string;
  readonly args: readonly Operand[];
  readonly result: Local;
};
/** Calls the function whose path is `path`; undefined where there is none. */
export type CallDynamicStmt = {
  readonly kind: 'CallDynamicStmt';
  readonly args: readonly Local[];
  readonly path: readonly Operand[];
  readonly result: Local;
};
/**
 * Own extension: calls `func`, rules that make a set or an object. Where that fails, because of entries that nobody asked
 * for perhaps, calls `keyed` instead, which makes only what lies under `keys`.
 */
export type CallKeyedStmt = {
  readonly kind: 'CallKeyedStmt';
  readonly func: string;
  readonly keyed: string;
  readonly keys: readonly Operand[];
  readonly result: Local;
};
export type BlockStmt = { readonly kind: 'BlockStmt'; readonly blocks: readonly Block[] };
/** Leaves `index` + 1 blocks. */
export type BreakStmt = { readonly kind: 'BreakStmt'; readonly index: number };
export type DotStmt = {
  readonly kind: 'DotStmt';
  readonly source: Operand;
  readonly key: Operand;
  readonly target: Local;
};
export type LenStmt = { readonly kind: 'LenStmt'; readonly source: Operand; readonly target: Local };
/** Runs the block for each entry. `sorted` asks for Rego's key order; without it the order is the container's own. */
export type ScanStmt = {
  readonly kind: 'ScanStmt';
  readonly source: Local;
  readonly key: Local;
  readonly value: Local;
  readonly block: Block;
  readonly sorted: boolean;
};
export type NotStmt = { readonly kind: 'NotStmt'; readonly block: Block };
export type AssignIntStmt = { readonly kind: 'AssignIntStmt'; readonly value: number; readonly target: Local };
export type AssignVarStmt = { readonly kind: 'AssignVarStmt'; readonly source: Operand; readonly target: Local };
export type AssignVarOnceStmt = {
  readonly kind: 'AssignVarOnceStmt';
  readonly source: Operand;
  readonly target: Local;
};
export type ResetLocalStmt = { readonly kind: 'ResetLocalStmt'; readonly target: Local };
export type MakeNullStmt = { readonly kind: 'MakeNullStmt'; readonly target: Local };
export type MakeNumberIntStmt = { readonly kind: 'MakeNumberIntStmt'; readonly value: number; readonly target: Local };
/** `index` is the number's text in the strings. */
export type MakeNumberRefStmt = { readonly kind: 'MakeNumberRefStmt'; readonly index: number; readonly target: Local };
export type MakeArrayStmt = { readonly kind: 'MakeArrayStmt'; readonly capacity: number; readonly target: Local };
export type MakeObjectStmt = { readonly kind: 'MakeObjectStmt'; readonly target: Local };
export type MakeSetStmt = { readonly kind: 'MakeSetStmt'; readonly target: Local };
export type EqualStmt = { readonly kind: 'EqualStmt'; readonly a: Operand; readonly b: Operand };
export type NotEqualStmt = { readonly kind: 'NotEqualStmt'; readonly a: Operand; readonly b: Operand };
export type IsArrayStmt = { readonly kind: 'IsArrayStmt'; readonly source: Operand };
export type IsObjectStmt = { readonly kind: 'IsObjectStmt'; readonly source: Operand };
export type IsSetStmt = { readonly kind: 'IsSetStmt'; readonly source: Operand };
/** Whether the source has entries to go through; looks at its type only. Ours: OPA's IR has none. */
export type IsCollectionStmt = { readonly kind: 'IsCollectionStmt'; readonly source: Operand };
export type IsDefinedStmt = { readonly kind: 'IsDefinedStmt'; readonly source: Local };
export type IsUndefinedStmt = { readonly kind: 'IsUndefinedStmt'; readonly source: Local };
export type ArrayAppendStmt = { readonly kind: 'ArrayAppendStmt'; readonly value: Operand; readonly array: Local };
export type ObjectInsertStmt = {
  readonly kind: 'ObjectInsertStmt';
  readonly key: Operand;
  readonly value: Operand;
  readonly object: Local;
};
export type ObjectInsertOnceStmt = {
  readonly kind: 'ObjectInsertOnceStmt';
  readonly key: Operand;
  readonly value: Operand;
  readonly object: Local;
};
/** `target` becomes `a` merged over `b`, object by object. */
export type ObjectMergeStmt = {
  readonly kind: 'ObjectMergeStmt';
  readonly a: Local;
  readonly b: Local;
  readonly target: Local;
};
export type SetAddStmt = { readonly kind: 'SetAddStmt'; readonly value: Operand; readonly set: Local };
/** Runs the block with `value` put at `path` (indexes of strings) of `local`, which is input or data. */
export type WithStmt = {
  readonly kind: 'WithStmt';
  readonly local: Local;
  readonly path: readonly number[];
  readonly value: Operand;
  readonly block: Block;
};
/** Own extension: runs the block as it was outside of the `levels` innermost WithStmts. */
export type RestoreStmt = { readonly kind: 'RestoreStmt'; readonly levels: number; readonly block: Block };
export type NopStmt = { readonly kind: 'NopStmt' };
export type ResultSetAddStmt = { readonly kind: 'ResultSetAddStmt'; readonly value: Local };
/** Own extension: execution came to `at`; only the coverage mode emits code for it. */
export type CoverStmt = { readonly kind: 'CoverStmt' };
/** Runs the block with the value of mock `slot` set; `MockValueStmt` reads it, in called functions too. */
export type MockStmt = {
  readonly kind: 'MockStmt';
  readonly slot: number;
  readonly value: Operand;
  readonly block: Block;
};
export type MockValueStmt = { readonly kind: 'MockValueStmt'; readonly slot: number; readonly target: Local };
/** A nested object under construction by rules whose heads are refs with variables. */
export type MakeTreeStmt = { readonly kind: 'MakeTreeStmt'; readonly target: Local };
/** Puts a value at a path of keys; another value there already is a conflict. An empty path is the whole tree. */
export type TreePutStmt = {
  readonly kind: 'TreePutStmt';
  readonly tree: Local;
  readonly path: readonly Operand[];
  readonly value: Operand;
};
/** Adds an element to the set at a path of keys. */
export type TreeAddStmt = {
  readonly kind: 'TreeAddStmt';
  readonly tree: Local;
  readonly path: readonly Operand[];
  readonly value: Operand;
};
/** The finished object. */
export type TreeDoneStmt = { readonly kind: 'TreeDoneStmt'; readonly tree: Local; readonly target: Local };
/**
 * Own extension: runs the blocks of the case whose value is the key, each as a block of its own; none where there is no
 * such case. What is undefined in them ends nothing else.
 * INVARIANT: the values are scalars and all different, and the blocks would come to nothing for any other key.
 */
export type SwitchStmt = { readonly kind: 'SwitchStmt'; readonly key: Operand; readonly cases: readonly SwitchCase[] };
export type SwitchCase = { readonly value: Operand; readonly blocks: readonly Block[] };
