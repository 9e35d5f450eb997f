import { InvariantError } from '../../diagnostics/index.ts';
import type { Operand, Stmt } from '../ir/index.ts';
import type { DotStmt } from '../ir/statements.ts';
import { emitCall, emitKeyed, emitTest } from './calls.ts';
import { leaveFunc } from './emit.ts';
import { isInherited, quoteJs, readInPlace } from './names.ts';
import type { FuncScope } from './scope.ts';

/** Two statements that are one in JavaScript: a comparison and the check of its result, which may be used later. */
export function emitPair(scope: FuncScope, stmt: Stmt, next: Stmt): readonly string[] | undefined {
  if (stmt.kind !== 'CallStmt' || next.kind !== 'NotEqualStmt') return undefined;
  if (next.a.kind !== 'local' || next.a.local !== stmt.result) return undefined;
  if (next.b.kind !== 'bool' || next.b.value) return undefined;
  const test = emitTest(scope, stmt);
  if (test === undefined) return undefined;
  const holds = `${scope.local(stmt.result)} = true;`;
  return [...useCompared(scope, stmt.args[0]!, stmt.args[1]!), `if (!(${test})) ${scope.fail()}`, holds];
}

/**
 * What a value costs that an evaluation makes, in steps: about its memory, so that the budget of steps bounds both.
 * Units:  steps for one item of an array, entry of an object, member of a set.
 */
const COST = { item: 4, entry: 10, member: 25 } as const;

/** Statements without blocks inside. */
export function emitSimple(scope: FuncScope, stmt: Stmt): readonly string[] {
  const op = (operand: Operand) => scope.operand(operand);
  const name = (local: number) => scope.local(local);
  const unless = (test: string) => `if (!(${test})) ${scope.fail()}`;
  const { budget, mode } = scope.program.options;
  const step = budget ? ['if (--S.steps < 0) S.refill();'] : [];
  const grow = (units: number) => (budget ? [`if ((S.steps -= ${units}) < 0) S.refill();`] : []);
  const where = `${stmt.at.file}, ${stmt.at.row}, ${stmt.at.col}`;
  switch (stmt.kind) {
    case 'ReturnLocalStmt':
      return [...('params' in scope.owner ? [] : useAnswer(scope, stmt.source)), leaveFunc(scope, name(stmt.source))];
    case 'CallStmt':
    case 'CallDynamicStmt':
      return emitCall(scope, stmt);
    case 'CallKeyedStmt':
      return emitKeyed(scope, stmt);
    case 'BreakStmt':
      return [scope.leave(stmt.index)];
    case 'DotStmt':
      return [...emitDot(scope, stmt), `if (${name(stmt.target)} === undefined) ${scope.fail()}`];
    case 'LenStmt':
      return [
        ...useOperands(scope, [stmt.source]),
        `${name(stmt.target)} = lengthOf(${op(stmt.source)});`,
        `if (${name(stmt.target)} === undefined) ${scope.fail()}`,
      ];
    case 'AssignIntStmt':
    case 'MakeNumberIntStmt':
      return [`${name(stmt.target)} = ${stmt.value};`];
    case 'AssignVarStmt':
      return [`${name(stmt.target)} = ${op(stmt.source)};`, ...keepResult(scope, stmt.target)];
    case 'AssignVarOnceStmt':
      return [
        `if (${name(stmt.target)} === undefined) ${name(stmt.target)} = ${op(stmt.source)};`,
        `else if (!equals(${name(stmt.target)}, ${op(stmt.source)})) conflict(S, ${quoteJs(conflictOf(scope))}, ${where});`,
        ...keepResult(scope, stmt.target),
      ];
    case 'ResetLocalStmt':
      return [`${name(stmt.target)} = undefined;`];
    case 'MakeNullStmt':
      return [`${name(stmt.target)} = null;`];
    case 'MakeNumberRefStmt':
      return [`${name(stmt.target)} = parseNumber(${quoteJs(scope.program.policy.static.strings[stmt.index]!)});`];
    case 'MakeArrayStmt':
      return [`${name(stmt.target)} = [];`];
    case 'MakeObjectStmt':
      return [`${name(stmt.target)} = newObject();`];
    case 'MakeSetStmt':
      return [
        `${name(stmt.target)} = newSet();`,
        ...(isSetRule(scope, stmt.target) ? [`S.rule(${name(stmt.target)});`] : []),
      ];
    case 'EqualStmt':
      return [...useCompared(scope, stmt.a, stmt.b), unless(emitEquality(scope, stmt.a, stmt.b))];
    case 'NotEqualStmt':
      return [...useCompared(scope, stmt.a, stmt.b), `if (${emitEquality(scope, stmt.a, stmt.b)}) ${scope.fail()}`];
    case 'IsArrayStmt':
      return [...useType(scope, stmt.source), unless(`Array.isArray(${op(stmt.source)})`)];
    case 'IsObjectStmt':
      return [...useType(scope, stmt.source), unless(`isPlain(${op(stmt.source)})`)];
    case 'IsSetStmt':
      return [...useType(scope, stmt.source), unless(`isSet(${op(stmt.source)})`)];
    case 'IsCollectionStmt':
      return [unless(`lengthOf(${op(stmt.source)}) !== undefined`)];
    case 'IsDefinedStmt':
      return [`if (${name(stmt.source)} === undefined) ${scope.fail()}`];
    case 'IsUndefinedStmt':
      return [
        `if (${name(stmt.source)} !== undefined) ${scope.fail()}`,
        ...(mode === 'provenance' && isResult(scope, stmt.source) ? ['if (S.logged !== g0) S.resort(g0);'] : []),
      ];
    case 'ArrayAppendStmt':
      return [...grow(COST.item), `${name(stmt.array)}.push(${op(stmt.value)});`];
    case 'SetAddStmt':
      return [
        ...grow(COST.member),
        ...(mode === 'fast' || isSetRule(scope, stmt.set) ? useOperands(scope, [stmt.value]) : []),
        ...(isSetRule(scope, stmt.set)
          ? [`if (S.wary || S.trail !== e0) S.member(e0, ${name(stmt.set)}, ${op(stmt.value)});`]
          : []),
        `${name(stmt.set)}.add(${op(stmt.value)});`,
      ];
    case 'ObjectInsertStmt':
      return [...grow(COST.entry), emitInsert(scope, stmt.object, stmt.key, stmt.value)];
    case 'ObjectInsertOnceStmt':
      return [
        ...grow(COST.entry),
        `${name(stmt.object)} = insertOnce(S, ${name(stmt.object)}, ${op(stmt.key)}, ${op(stmt.value)}, ${where});`,
      ];
    case 'ObjectMergeStmt':
      return [
        ...useOperands(scope, [{ kind: 'local', local: stmt.a }]),
        `${name(stmt.target)} = merge(${name(stmt.a)}, ${name(stmt.b)});`,
      ];
    case 'MockValueStmt':
      return [`${name(stmt.target)} = mockValue(${scope.environment.memo}, ${stmt.slot});`];
    case 'MakeTreeStmt':
      return [`${name(stmt.target)} = newTree();`];
    case 'TreePutStmt':
    case 'TreeAddStmt': {
      const call = stmt.kind === 'TreePutStmt' ? 'putTree' : 'addTree';
      return [
        ...step,
        `${call}(S, ${name(stmt.tree)}, [${stmt.path.map(op).join(', ')}], ${op(stmt.value)}, ${where});`,
      ];
    }
    case 'TreeDoneStmt':
      return [`${name(stmt.target)} = ${name(stmt.tree)}.done();`];
    case 'ResultSetAddStmt':
      return [`out.push(${name(stmt.value)});`];
    case 'CoverStmt':
      return mode === 'coverage' ? [`S.cover(${where});`] : [];
    case 'NopStmt':
      return [];
    default:
      throw new InvariantError(`statement ${stmt.kind} has a block`);
  }
}

/** In provenance mode: whether the local is the set that a rule makes, so that each element has its own reads. */
function isSetRule(scope: FuncScope, local: number): boolean {
  const { owner, program } = scope;
  return (
    program.options.mode === 'provenance' && 'params' in owner && owner.what === 'partial-set' && owner.return === local
  );
}

/** In provenance mode: the value of the rule rests on what was read up to here. */
function keepResult(scope: FuncScope, local: number): readonly string[] {
  return scope.program.options.mode === 'provenance' && isResult(scope, local)
    ? ['if (S.logged !== g0) c0 = S.keep(e0, c0);']
    : [];
}

function isResult(scope: FuncScope, local: number): boolean {
  return 'params' in scope.owner && scope.owner.return === local;
}

function conflictOf(scope: FuncScope): string {
  return 'params' in scope.owner ? scope.owner.what : 'complete';
}

function emitInsert(scope: FuncScope, object: number, key: Operand, value: Operand): string {
  const target = scope.local(object);
  const known = scope.known(key);
  if (scope.use.plainObjects.has(object) && known?.kind === 'text') {
    return `${target}[${quoteJs(known.value)}] = ${scope.operand(value)};`;
  }
  return `${target} = insert(${target}, ${scope.operand(key)}, ${scope.operand(value)});`;
}

/** A look-up. A constant name that no JavaScript object has by itself is read in place, where V8 can cache its shape. */
function emitDot(scope: FuncScope, stmt: DotStmt): readonly string[] {
  const target = scope.local(stmt.target);
  const source = scope.operand(stmt.source);
  const key = scope.operand(stmt.key);
  const known = scope.known(stmt.key);
  const isProvenance = scope.program.options.mode === 'provenance';
  if (stmt.source.kind !== 'local') return [`${target} = getKey(${source}, ${key});`];
  if (known?.kind === 'text' && !isInherited(known.value) && !/^[0-9]/.test(known.value)) {
    const read = readInPlace(target, source, known.value);
    return isProvenance ? [`if (S.tracking) S.track(${source}, ${key});`, read] : [read];
  }
  if (known?.kind === 'integer' && known.value >= 0 && !isProvenance) {
    return [
      `${target} = (Array.isArray(${source}) ? ${source}[${known.value}] : undefined) ?? getKey(${source}, ${known.value});`,
    ];
  }
  return [`${target} = getKey(${source}, ${key});`];
}

/**
 * An expression that is true when two operands are equal; identity suffices for strings, booleans and null.
 * In provenance mode `equals` sees every comparison of unequal strings when somebody tries values, and learns from it.
 */
export function emitEquality(scope: FuncScope, a: Operand, b: Operand): string {
  const [left, right] = [scope.operand(a), scope.operand(b)];
  const kinds = [scope.known(a)?.kind, scope.known(b)?.kind];
  if (kinds.includes('simple')) return `${left} === ${right}`;
  const isText = kinds.includes('text');
  if (isText && scope.program.options.mode !== 'provenance') return `${left} === ${right}`;
  if (isText) return `(${left} === ${right} || (hooked && equals(${left}, ${right})))`;
  return `(${left} === ${right} || equals(${left}, ${right}))`;
}

/** These operands are looked at as a whole. */
export function useOperands(scope: FuncScope, operands: readonly Operand[]): readonly string[] {
  return observed(
    scope,
    operands.flatMap((operand) => (operand.kind === 'local' ? [useLocal(scope, operand.local)] : [])),
  );
}

/** What was read from input or data needs no look at all that is in it; scalars hold nothing unknown. */
function useLocal(scope: FuncScope, local: number): string {
  const name = scope.local(local);
  return `if (typeof ${name} === "object") S.${scope.isBase(local) ? 'useBase' : 'use'}(${name});`;
}

/** The value of a path is put out. */
function useAnswer(scope: FuncScope, local: number): readonly string[] {
  const use = scope.program.options.mode === 'provenance' ? 'answer' : 'use';
  const name = scope.local(local);
  return observed(scope, [`if (typeof ${name} === "object") S.${use}(${name});`]);
}

/** What kind of value this is is asked, which the unknown parts of a container have no say in. */
function useType(scope: FuncScope, operand: Operand): readonly string[] {
  return scope.program.options.mode === 'fast' ? [] : useOperands(scope, [operand]);
}

/** These operands are compared; outside of provenance mode a container and a scalar are unequal whatever it holds. */
function useCompared(scope: FuncScope, a: Operand, b: Operand): readonly string[] {
  const hasScalar = [a, b].some((operand) => ['text', 'integer', 'simple'].includes(scope.known(operand)?.kind ?? ''));
  return hasScalar && scope.program.options.mode === 'fast' ? [] : useOperands(scope, [a, b]);
}

/** Calls that tell the state what is looked at, where something is unknown; `always` when reads are recorded too. */
export function observed(scope: FuncScope, calls: readonly string[], always = false): readonly string[] {
  const { mode } = scope.program.options;
  if (mode === 'coverage' || calls.length === 0) return [];
  const test = mode === 'fast' ? 'S.marks !== undefined' : always ? 'S.wary || S.tracking' : 'S.wary';
  return [`if (${test}) { ${calls.join(' ')} }`];
}
