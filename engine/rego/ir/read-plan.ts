import { errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import { type Fields, isRecord, PlanFault, reader } from './plan-fields.ts';
import { readStmt } from './plan-statements.ts';
import type { Stmt } from './statements.ts';
import type { Block, Func, Local, Plan, Policy } from './types.ts';
import { validatePolicy } from './validate.ts';

/** How deep blocks may lie inside each other: about the iterations of one body. */
const MAX_DEPTH = 300;

/**
 * Reads a plan as `opa build -t plan` writes it.
 * Shape:  each plan adds `{"result": value}` to its result set; evaluate it with `Executable.solutions`. Scans go in Rego's
 *         order, since a plan does not say where the order shows.
 * Errors: `bundle_invalid` for what is no plan, names a builtin wrongly or nests deeper than 300 blocks.
 * Source: OPA v1/ir ir.go and plan.schema.json.
 */
export function readPlan(text: string): Outcome<Policy> {
  try {
    const json: unknown = JSON.parse(text);
    const policy = readPolicy(reader(json, 'plan'));
    const faults = validatePolicy(policy);
    if (faults.length === 0) return { ok: true, value: policy, diagnostics: [] };
    return failed(faults.slice(0, 3).join('; '));
  } catch (error) {
    if (error instanceof PlanFault) return failed(error.message);
    if (error instanceof SyntaxError) return failed('it is no JSON');
    throw error;
  }
}

function failed(reason: string): Outcome<Policy> {
  return { ok: false, diagnostics: [errorDiagnostic('bundle_invalid', `the plan cannot be read: ${reason}`)] };
}

function readPolicy(root: Fields): Policy {
  const pool = root.optional('static');
  return {
    static: {
      strings: pool?.list('strings', (item) => item.text('value')) ?? [],
      files: pool?.list('files', (item) => item.text('value')) ?? [],
      constants: [],
      builtinFuncs: pool?.list('builtin_funcs', readBuiltin) ?? [],
    },
    plans: root.optional('plans')?.list('plans', readEntry) ?? [],
    funcs: root.optional('funcs')?.list('funcs', readFunc) ?? [],
  };
}

function readBuiltin(item: Fields): { readonly name: string; readonly arity: number } {
  const args = item.optional('decl')?.list('args', () => undefined) ?? [];
  return { name: item.text('name'), arity: args.length };
}

function readEntry(item: Fields): Plan {
  return { name: item.text('name'), blocks: readBlocks(item, 'blocks', 0) };
}

function readFunc(item: Fields): Func {
  const params = item.integers('params');
  if (params[0] !== 0 || params[1] !== 1) throw new PlanFault('a function whose parameters are not input and data');
  const blocks = readBlocks(item, 'blocks', 0);
  const result = item.integer('return');
  return {
    name: item.text('name'),
    path: item.texts('path'),
    params,
    blocks,
    return: result,
    what: kindOf(params, blocks, result),
    location: { file: 0, row: 0, col: 0 },
  };
}

/** What a function makes, told by the statement that first makes its result. */
function kindOf(params: readonly Local[], blocks: readonly Block[], result: Local): Func['what'] {
  const makers = blocks.flatMap((block) => block.stmts).filter((stmt) => 'target' in stmt && stmt.target === result);
  if (makers.some((stmt) => stmt.kind === 'MakeSetStmt')) return 'partial-set';
  if (makers.some((stmt) => stmt.kind === 'MakeObjectStmt')) return 'partial-object';
  return params.length > 2 ? 'function' : 'complete';
}

function readBlocks(item: Fields, name: string, depth: number): readonly Block[] {
  return item.list(name, (block) => readBlock(block, depth));
}

function readBlock(block: Fields, depth: number): Block {
  if (depth > MAX_DEPTH) throw new PlanFault(`more than ${MAX_DEPTH} blocks inside each other`);
  const stmts = block.list('stmts', (item): Stmt => {
    const fields = item.optional('stmt');
    if (fields === undefined || !isRecord(fields.json)) throw new PlanFault('a statement without fields');
    return readStmt(item.text('type'), fields, (inner) => readBlock(inner, depth + 1));
  });
  return { stmts };
}
