import { exitCodeOf, runCli } from './program.ts';

runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
})
  .catch(exitCodeOf)
  .then((code) => {
    process.exitCode = code;
  });
