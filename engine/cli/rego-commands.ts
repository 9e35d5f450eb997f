import { type Command, Option } from 'commander';
import { addBundleCommands } from './bundle-commands.ts';
import type { Terminal } from './terminal.ts';

type SetExitCode = (code: number) => void;

/** Adds `test` and the commands below `rego`; their options and exit codes are those of opa. */
export function addRegoCommands(program: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  addTest(program, terminal, setExitCode);
  const rego = program.commands.find((one) => one.name() === 'rego') ?? program.command('rego');
  rego.description('Rego itself: evaluate, check and format');
  addEval(rego, terminal, setExitCode);
  addCheck(rego, terminal, setExitCode);
  addFormat(rego, terminal, setExitCode);
  addBundleCommands(rego, terminal, setExitCode);
}

function addTest(program: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  withLoading(program.command('test').description('run the tests of Rego policies (rules named test_...)'))
    .argument('<paths...>', 'files, folders and bundles (.tar.gz) of policies, tests and data')
    .option('-r, --run <regexp>', 'only tests whose full name (data.pkg.test_x) matches')
    .option('-v, --verbose', 'list passed tests, and show what failed with its values')
    .option('--var-values', 'show what failed with its values')
    .addOption(
      new Option('-f, --format <name>', 'pretty, json or junit; with --bench gobench too')
        .choices(['pretty', 'json', 'junit', 'gobench'])
        .default('pretty'),
    )
    .addOption(
      new Option('--explain <what>', 'show the steps of failed tests, with -v of all: notes of `trace`, fails or full')
        .choices(['off', 'full', 'notes', 'fails', 'debug'])
        .default('off'),
    )
    .addOption(new Option('--sort <order>', 'order of the results').choices(['none', 'duration']).default('none'))
    .option('-c, --coverage', 'print the coverage of lines, rules and verdicts as JSON')
    .option('--threshold <percent>', 'fail when the coverage is less; implies --coverage')
    .option('--timeout <duration>', 'time for each test, such as 500ms or 10s (default: 5s, 30s with --bench)')
    .option('--count <number>', 'how often to run the tests', '1')
    .option('--bench', 'measure how long each test takes')
    .option('--no-benchmem', 'with --bench, leave memory out')
    .option('-w, --watch', 'run the tests again when a file changes, until Ctrl-C')
    .option('--capabilities <file>', 'what modules may use; see `probity rego capabilities`')
    .option('-m, --max-errors <count>', 'compile errors that are told', '10')
    .option('-z, --exit-zero-on-skipped', 'skipped tests (todo_test_...) do not fail')
    .option('--fail-on-empty', 'fail when no test was run')
    .action(async (paths: string[], options: object) => {
      const { test } = await import('./commands/test.ts');
      setExitCode(await test(paths, options, terminal));
    });
}

function addEval(rego: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  rego
    .command('eval')
    .description('evaluate a query')
    .argument('[query]', 'the query, unless `--stdin` reads it')
    .option('-d, --data <path>', 'policies and data; `a.b:path` puts data below data.a.b; repeatable', collect, [])
    .option('-b, --bundle <path>', 'the same, as a bundle; repeatable', collect, [])
    .option('-i, --input <file>', 'the input document, JSON or YAML')
    .option('-I, --stdin-input', 'read the input document from stdin')
    .option('--stdin', 'read the query from stdin')
    .addOption(
      new Option('-f, --format <name>', 'json, pretty, values, bindings, raw or discard')
        .choices(['json', 'pretty', 'values', 'bindings', 'raw', 'discard'])
        .default('json'),
    )
    .option('--package <name>', 'the package the query is read in')
    .option('--import <path>', 'an import of the query; repeatable', collect, [])
    .option('--strict-builtin-errors', 'a builtin that fails ends the evaluation')
    .option('-S, --strict', 'compile in strict mode')
    .option('-s, --schema <path>', 'schema of the input, or a folder of schemas')
    .option('--ignore <pattern>', 'names of files and folders to pass over; repeatable', collect, [])
    .option('--capabilities <file>', 'what the query and the modules may use')
    .option('--v0-compatible', 'read Rego v0')
    .option('--fail', 'exit code 1 when the result is undefined or empty')
    .option('--fail-defined', 'exit code 1 when there is a result')
    .option('--timeout <duration>', 'time for the evaluation, such as 500ms or 10s; 0s is no limit', '0s')
    .option('--count <number>', 'how often to evaluate, from the files on; for metrics and profiles', '1')
    .option('--metrics', 'tell what the time was spent on')
    .option('--profile', 'tell how often each expression was evaluated, and how long that took')
    .option('--profile-limit <number>', 'expressions that are told; 0 is no limit', '10')
    .option('--profile-sort <name>', 'total_time_ns, num_eval, num_gen_expr, file or line; repeatable', collect, [])
    .option('--coverage', 'tell which lines were reached')
    .addOption(
      new Option('--explain <what>', 'tell the steps: all (full), those that lead to notes of `trace`, or to failures')
        .choices(['off', 'full', 'notes', 'fails', 'debug'])
        .default('off'),
    )
    .option('--var-values', 'with --explain, tell the values of vars')
    .action(async (query: string | undefined, options: object) => {
      const { regoEval } = await import('./commands/rego-eval.ts');
      setExitCode(await regoEval(query, options, terminal));
    });
}

function addCheck(rego: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  withLoading(rego.command('check').description('parse and compile modules, and tell their errors'))
    .argument('<paths...>', 'files and folders')
    .addOption(new Option('-f, --format <name>', 'pretty or json').choices(['pretty', 'json']).default('pretty'))
    .option('--capabilities <file>', 'what modules may use; see `probity rego capabilities`')
    .option('-S, --strict', 'strict mode: unused imports and vars, deprecated builtins')
    .option('-m, --max-errors <count>', 'errors that are told', '10')
    .option('--all-errors', 'tell all errors; go on after a statement that does not parse')
    .action(async (paths: string[], options: object) => {
      const { regoCheck } = await import('./commands/rego-check.ts');
      setExitCode(await regoCheck(paths, options, terminal));
    });
}

function addFormat(rego: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  rego
    .command('fmt')
    .description('lay out modules as opa fmt does; without paths, stdin to stdout')
    .argument('[paths...]', 'files and folders')
    .option('-w, --write', 'overwrite the files')
    .option('-l, --list', 'list the files that would change')
    .option('-d, --diff', 'show what would change')
    .option('--fail', 'exit code 2 when a file would change')
    .option('--v0-compatible', 'Rego v0 in and out')
    .option('--v0-v1', 'Rego v0 in, Rego that is v0 and v1 out')
    .option('--drop-v0-imports', 'drop the imports that v1 makes redundant')
    .option('--no-check-result', 'print a result that does not parse, too')
    .action(async (paths: string[], options: object) => {
      const { regoFormat } = await import('./commands/rego-fmt.ts');
      setExitCode(await regoFormat(paths, options, terminal));
    });
}

function withLoading(command: Command): Command {
  return command
    .option('-b, --bundle', 'folders are bundles: only data.json and data.yaml are data')
    .option('-s, --schema <path>', 'schema of the input, or a folder of schemas')
    .option('--ignore <pattern>', 'names of files and folders to pass over; repeatable', collect, [])
    .option('--v0-compatible', 'read Rego v0');
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
