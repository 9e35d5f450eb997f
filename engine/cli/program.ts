import { Command, CommanderError, Option } from 'commander';
import { errorDiagnostic } from '../diagnostics/index.ts';
import { EXIT_CODES } from '../gate/index.ts';
import { addRegoCommands } from './rego-commands.ts';
import { printDiagnostics, type Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';
import { ENGINE_VERSION } from './version.ts';

/**
 * Runs one command line and says its exit code.
 * Shape:  `argv` without the program's name.
 * Errors: user mistakes are printed on stderr and give 2; a failure of ours gives 4.
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES['bad-input'];
    if (error instanceof UsageError) {
      await printDiagnostics(terminal, error.diagnostics);
      return EXIT_CODES['bad-input'];
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await printDiagnostics(terminal, [errorDiagnostic('internal_error', text.split('\n').slice(0, 4).join(' | '))]);
    return EXIT_CODES['internal-error'];
  }
}

/** The exit code of a failure that escaped every handler. */
export function exitCodeOf(error: unknown): number {
  process.stderr.write(`internal_error: ${String(error)}\n`);
  return EXIT_CODES['internal-error'];
}

function buildProgram(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const program = new Command('probity')
    .description('Judges Terraform plans, Kubernetes manifests and AWS Config items by Rego policies')
    .version(ENGINE_VERSION, '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .enablePositionalOptions();

  withJudging(program.command('check').description('judge files and folders, and decide the gate'))
    .argument('<paths...>', 'files, folders or globs; - is standard input')
    .option(
      '--base <file>',
      'an earlier --format json output, a baseline, or another plan: its findings count as existing',
    )
    .option('--source-root <dir>', 'Terraform sources of the plans; default: beside each plan, then here')
    .action(async (paths: string[], options: object) => {
      const { check } = await import('./commands/check.ts');
      setExitCode(await check(paths, options, terminal));
    });

  const scan = program.command('scan').description('judge a live account');
  withJudging(scan.command('aws').description('judge what AWS Config knows of an account'))
    .requiredOption('--regions <list>', 'regions, separated by commas')
    .option('--types <list>', 'resource types, separated by commas; default: the types of the policies')
    .option('--endpoint <url>', 'another endpoint of the AWS Config API')
    .action(async (options: object) => {
      const { scanAws } = await import('./commands/scan-aws.ts');
      setExitCode(await scanAws(options, terminal));
    });

  program
    .command('resources')
    .description('print what a policy sees as input')
    .argument('<paths...>', 'files, folders or globs; - is standard input')
    .option('--opa <dir>', 'write data.json and one input per resource for stock OPA into this new folder')
    .option('--scope <key=value>', 'account, region, cluster ... where the source does not say', collect, [])
    .option('--config <file>', 'configuration file; default: probity.yaml when it is there')
    .action(async (paths: string[], options: object) => {
      const { resources } = await import('./commands/resources.ts');
      setExitCode(await resources(paths, options, terminal));
    });

  const baseline = program.command('baseline').description('findings that are there already');
  withJudging(
    baseline.command('create').description('write the findings of files and folders as a baseline for --base'),
  )
    .argument('<paths...>', 'files, folders or globs; - is standard input')
    .option('-o, --output <file>', 'the file to write; default: standard output')
    .option('--source-root <dir>', 'Terraform sources of the plans; default: beside each plan, then here')
    .action(async (paths: string[], options: object) => {
      const { createBaseline } = await import('./commands/baseline.ts');
      setExitCode(await createBaseline(paths, options, terminal));
    });

  withJudging(program.command('recheck').description('say what became of the unknown results of an earlier run'))
    .argument('<assessment>', 'a --format json output')
    .option('--plan <file>', 'a later plan of the same configuration')
    .option('--state <file>', 'the state after apply: `terraform show -json` without a plan, or terraform.tfstate')
    .option(
      '--live <file>',
      'AWS Config items or manifests, as they are now; a plan or state beside it tells what things are called',
    )
    .option('--json', 'print JSON')
    .action(async (assessment: string, options: object) => {
      const { recheck } = await import('./commands/recheck.ts');
      setExitCode(await recheck(assessment, options, terminal));
    });

  addRegoCommands(program, terminal, setExitCode);
  addCatalogCommands(program, terminal, setExitCode);
  return program;
}

function addCatalogCommands(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const policy = program.command('policy').description('the policies');
  policy
    .command('list')
    .description('list the policies')
    .option('--policy <dir>', 'a folder of policies besides the shipped ones', collect, [])
    .option('--json', 'print JSON')
    .action(async (options: object) => {
      const { listPolicies } = await import('./commands/policy.ts');
      setExitCode(await listPolicies(options, terminal));
    });
  policy
    .command('show <id>')
    .description('show one policy: what it judges, why, and how to remedy')
    .option('--policy <dir>', 'a folder of policies besides the shipped ones', collect, [])
    .action(async (id: string, options: object) => {
      const { showPolicy } = await import('./commands/policy.ts');
      setExitCode(await showPolicy(id, options, terminal));
    });

  const control = program.command('control').description('the control frameworks');
  control
    .command('list [framework]')
    .description('list the controls and the policies that support them')
    .option('--json', 'print JSON')
    .action(async (framework: string | undefined, options: object) => {
      const { listControls } = await import('./commands/control.ts');
      setExitCode(await listControls(framework, options, terminal));
    });
  control
    .command('show <id>')
    .description('show one control with its mapping')
    .action(async (id: string) => {
      const { showControl } = await import('./commands/control.ts');
      setExitCode(await showControl(id, terminal));
    });
  control
    .command('lint')
    .description('check the catalogs and mappings')
    .option('--controls <dir>', 'another folder of frameworks')
    .action(async (options: object) => {
      const { lintControlFiles } = await import('./commands/control.ts');
      setExitCode(await lintControlFiles(options, terminal));
    });

  const waiver = program.command('waiver').description('the waivers');
  withWaiverFile(waiver.command('list').description('list the waivers with their state'))
    .option('--assessment <file>', 'a --format json output: waivers that waived nothing in it are unused')
    .option('--json', 'print JSON')
    .action(async (options: object) => {
      const { listWaivers } = await import('./commands/waiver.ts');
      setExitCode(await listWaivers(options, terminal));
    });
  withWaiverFile(waiver.command('add').description('append a waiver to the waiver file'))
    .requiredOption('--policy <id>', 'the policy')
    .option('--resource <address>', "the resource's id or address; * stands for any characters")
    .option('--fingerprint <digest>', 'the finding')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--approver <name>', 'who approved it; not the owner')
    .requiredOption('--expires <date>', 'the last day, for instance 2027-01-31')
    .option('--ticket <text>', 'where it was decided')
    .option('--compensating-control <text>', 'what is done instead')
    .action(async (options: object) => {
      const { addWaiver } = await import('./commands/waiver.ts');
      setExitCode(await addWaiver(options, terminal));
    });
  waiver
    .command('lint [file]')
    .description('check a waiver file, or the comments that waive in a source')
    .action(async (file: string | undefined) => {
      const { lintWaivers } = await import('./commands/waiver.ts');
      setExitCode(await lintWaivers(file, terminal));
    });

  program
    .command('evidence')
    .description('evidence packs')
    .command('verify <dir>')
    .description('recompute everything that a pack claims')
    .option('--key <file>', 'public key in PEM of a signer; repeatable', collect, [])
    .option('--json', 'print JSON')
    .action(async (dir: string, options: object) => {
      const { verifyEvidence } = await import('./commands/evidence.ts');
      setExitCode(await verifyEvidence(dir, options, terminal));
    });

  program
    .command('version')
    .description('print the version')
    .action(() => {
      terminal.stdout.write(`probity ${ENGINE_VERSION}\n`);
    });
}

/** The options of commands about the waiver file. */
function withWaiverFile(command: Command): Command {
  return command
    .option('--waivers <file>', 'waiver file; default: that of the configuration, or probity.waivers.yaml')
    .option('--config <file>', 'configuration file; default: probity.yaml when it is there')
    .option('--now <time>', 'the clock of this run, RFC 3339; default: the time of day');
}

/** The options that every judging command has. */
function withJudging(command: Command): Command {
  return command
    .option(
      '--policy <dir>',
      'a folder or bundle (.tar.gz) of policies besides the shipped ones, Conftest-style ones included',
      collect,
      [],
    )
    .option('--namespace <name>', 'only these namespaces of document policies', collect, [])
    .option(
      '--verification-key <key>',
      'the secret, or PEM file with the public key, that policy bundles are signed by',
    )
    .option('--verification-key-id <id>', 'the name of that key', 'default')
    .option('--verification-scope <name>', 'the scope that signatures of bundles must have')
    .option('--signing-alg <name>', 'the algorithm of signatures of bundles', 'RS256')
    .option('--no-shipped', 'leave the shipped policies out')
    .option('--format <name[=file]>', 'text, json, sarif, junit, github, gitlab, markdown, html, csv', collect, [])
    .addOption(new Option('--fail-on <severity>', 'least severity that fails the gate').choices(SEVERITY_CHOICES))
    .addOption(
      new Option('--unknown-blocks <severity>', 'unknown at or above is indeterminate').choices(SEVERITY_CHOICES),
    )
    .option('--allow-uncovered', 'resources for which no policy applies do not make the gate indeterminate')
    .option('--waivers <file>', 'waiver file; default: probity.waivers.yaml when it is there')
    .option('--inline-waivers', 'comments in manifests and Terraform sources waive too: # probity:waive <policy> ...')
    .option(
      '--trusted-config <ref|dir>',
      'take configuration, waivers and policies from this revision of git or folder, and say what differs',
    )
    .option('--config <file>', 'configuration file; default: probity.yaml when it is there')
    .option('--scope <key=value>', 'account, region, cluster ... where the source does not say', collect, [])
    .option('--now <time>', 'the clock of this run, RFC 3339; default: the time of day')
    .option('--evidence <dir>', 'write an evidence pack into this new folder')
    .option('--sign-key <file>', 'private key in PEM that signs the pack; repeatable', collect, []);
}

const SEVERITY_CHOICES = ['low', 'medium', 'high', 'critical'];

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
