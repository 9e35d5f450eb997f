import { type Command, Option } from 'commander';
import type { Terminal } from './terminal.ts';

type SetExitCode = (code: number) => void;

/** Adds `build`, `bench` and `capabilities` below `rego`; their options and exit codes are those of opa. */
export function addBundleCommands(rego: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  addBuild(rego, terminal, setExitCode);
  addBench(rego, terminal, setExitCode);
  rego
    .command('capabilities')
    .description('print the builtins and features of the language, as JSON that --capabilities takes')
    .option('--current', 'those of this version; the default')
    .option('--file <file>', 'those of a file')
    .action(async (options: object) => {
      const { regoCapabilities } = await import('./commands/rego-capabilities.ts');
      setExitCode(await regoCapabilities(options, terminal));
    });
}

function addBuild(rego: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  rego
    .command('build')
    .description('pack policies and data into a bundle')
    .argument('<paths...>', 'files and folders; with -b, bundles and folders that are laid out like one')
    .option('-b, --bundle', 'paths are bundles or their folders: manifests count, and several are merged')
    .option('-o, --output <file>', 'the bundle to write; - is standard output', 'bundle.tar.gz')
    .option('-e, --entrypoint <path>', 'a slash separated path that is queried; repeatable', collect, [])
    .addOption(new Option('-t, --target <name>', 'what the bundle holds').choices(['rego']).default('rego'))
    .addOption(
      new Option('-O, --optimize <level>', 'how far to optimise; modules are packed as they are')
        .choices(['0'])
        .default('0'),
    )
    .option('-r, --revision <text>', 'the revision in the manifest')
    .option('--ignore <pattern>', 'names of files and folders to pass over; repeatable', collect, [])
    .option('--capabilities <file>', 'what modules may use; see `probity rego capabilities`')
    .option('--v0-compatible', 'read Rego v0')
    .option('--signing-key <key>', 'the secret (HS), or the PEM file with the private key (RS, PS, ES), to sign with')
    .option('--signing-alg <name>', 'the algorithm of signatures', 'RS256')
    .option('--claims-file <file>', 'JSON file with claims of the signature')
    .option(
      '--verification-key <key>',
      'the secret, or the PEM file with the public key, that input bundles are signed by',
    )
    .option('--verification-key-id <id>', 'the name of the key', 'default')
    .option('--scope <name>', 'the scope that signatures must have')
    .option('--exclude-files-verify <pattern>', 'files that need not be signed; repeatable', collect, [])
    .action(async (paths: string[], options: object) => {
      const { regoBuild } = await import('./commands/rego-build.ts');
      setExitCode(await regoBuild(paths, options, terminal));
    });
}

function addBench(rego: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  rego
    .command('bench')
    .description('measure how long one evaluation of a query takes')
    .argument('[query]', 'the query, unless `--stdin` reads it')
    .option('-d, --data <path>', 'policies and data; `a.b:path` puts data below data.a.b; repeatable', collect, [])
    .option('-b, --bundle <path>', 'a bundle, or a folder laid out like one; repeatable', collect, [])
    .option('-i, --input <file>', 'the input document, JSON or YAML')
    .option('-I, --stdin-input', 'read the input document from stdin')
    .option('--stdin', 'read the query from stdin')
    .option('--package <name>', 'the package the query is read in')
    .option('--import <path>', 'an import of the query; repeatable', collect, [])
    .option('-s, --schema <path>', 'schema of the input, or a folder of schemas')
    .addOption(
      new Option('-f, --format <name>', 'pretty, json or gobench')
        .choices(['pretty', 'json', 'gobench'])
        .default('pretty'),
    )
    .option('--count <number>', 'how often to measure', '1')
    .option('--no-benchmem', 'leave memory out')
    .option('--no-metrics', 'leave the distribution of times out')
    .option('--no-fail', 'an undefined result is no error')
    .option('--ignore <pattern>', 'names of files and folders to pass over; repeatable', collect, [])
    .option('--v0-compatible', 'read Rego v0')
    .action(async (query: string | undefined, options: object) => {
      const { regoBench } = await import('./commands/rego-bench.ts');
      setExitCode(await regoBench(query, options, terminal));
    });
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
