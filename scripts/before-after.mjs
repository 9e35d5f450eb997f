/**
 * Remakes the plans and states of fixtures/applied: `node scripts/before-after.mjs [PROJECT ...]`.
 * Shape:  each project is planned, applied to a mock of AWS, planned again and shown: `before.json`, `after.json`, `state.json`.
 *         With a folder `later` it is applied once more with the files of that folder: `later-before.json` and so on. With
 *         a file `drift.json` (calls of the mock's API) what it says is changed from outside, and `drift-plan.json` is the
 *         refresh-only plan of that.
 * Needs:  terraform with the AWS provider (TF_CLI_CONFIG_FILE may name a mirror of it) and moto_server on PATH. Nothing
 *         leaves the machine: the mock listens on the loopback interface, and the provider is told of no other endpoint.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../fixtures/applied/', import.meta.url));
const AT_ONCE = 2;
/** Units: milliseconds for one run of terraform. */
const LIMIT = 300_000;

const PROVIDER = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "mock"
  secret_key                  = "mock"
  s3_use_path_style           = true
  skip_metadata_api_check     = true
  skip_credentials_validation = true
}
`;

/** A zip archive of one empty file, for functions. */
const ARCHIVE = Buffer.from(
  'UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAIAAAAaW5kZXguanNQSwECFAMUAAAAAAAAACEAAAAAAAAAAAAAAAAACAAAAAAAAAAAAAAAgAEAAAAAaW5kZXguanNQSwUGAAAAAAEAAQA2AAAAJgAAAAAA',
  'base64',
);

function run(program, args, { cwd, env }) {
  return new Promise((done, fail) => {
    const child = started(
      spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    const out = [];
    const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) done(Buffer.concat(out).toString('utf8'));
      else fail(new Error(`${program} ${args.join(' ')} in ${cwd}: ${code}\n${Buffer.concat(err).toString('utf8')}`));
    });
  });
}

/** Processes that run now; they end with this one. */
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of running) child.kill();
    process.exit(1);
  });

function started(child) {
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function startMock() {
  const port = await freePort();
  const child = started(
    spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
      stdio: 'ignore',
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error('moto_server ended');
    if (
      await fetch(`${url}/moto-api/data.json`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return { child, url, port };
    await new Promise((done) => setTimeout(done, 200));
  }
  child.kill();
  throw new Error('moto_server does not answer');
}

/** What no reader of plans asks for, and what a second run would write otherwise. */
function trimmed(text, mock) {
  const plan = JSON.parse(text.replaceAll(`127.0.0.1:${mock.port}`, '127.0.0.1:5000'));
  if (plan.timestamp !== undefined) plan.timestamp = '2026-01-01T00:00:00Z';
  const prior = plan.prior_state?.values;
  // A refresh-only plan has changes of nothing: the state is what it tells.
  if (prior?.root_module !== undefined && plan.resource_changes !== undefined)
    prior.root_module = dataOnly(prior.root_module);
  if (prior !== undefined) delete prior.outputs;
  return `${JSON.stringify(plan)}\n`;
}

function dataOnly({ resources = [], child_modules = [], ...module }) {
  return {
    ...module,
    resources: resources.filter(({ mode }) => mode === 'data'),
    child_modules: child_modules.map(dataOnly),
  };
}

async function remake(name, mock) {
  const folder = mkdtempSync(join(tmpdir(), `probity-applied-`));
  const env = {
    AWS_ENDPOINT_URL: mock.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  };
  const terraform = (...args) => run('terraform', args, { cwd: folder, env });
  const keep = (file, text) => writeFileSync(join(ROOT, name, file), trimmed(text, mock));
  const plan = async (file, ...args) => {
    await terraform('plan', '-input=false', '-no-color', '-out', 'plan.bin', ...args);
    keep(file, await terraform('show', '-json', 'plan.bin'));
  };
  const cycle = async (prefix) => {
    await plan(`${prefix}before.json`);
    await terraform('apply', '-input=false', '-no-color', '-parallelism=4', 'plan.bin');
    await plan(`${prefix}after.json`);
    keep(`${prefix}state.json`, await terraform('show', '-json'));
  };
  try {
    await fetch(`${mock.url}/moto-api/reset`, { method: 'POST' });
    await fetch(`${mock.url}/moto-api/seed?a=42`, { method: 'POST' });
    const isSource = (path) => !path.endsWith('.json') && path !== join(ROOT, name, 'later');
    cpSync(join(ROOT, name), folder, { recursive: true, filter: isSource });
    writeFileSync(join(folder, 'provider.tf'), PROVIDER);
    writeFileSync(join(folder, 'code.zip'), ARCHIVE);
    await terraform('init', '-input=false', '-no-color');
    await cycle('');
    const later = join(ROOT, name, 'later');
    if (existsSync(later)) {
      for (const file of readdirSync(later)) cpSync(join(later, file), join(folder, file));
      await cycle('later-');
    }
    const drift = join(ROOT, name, 'drift.json');
    if (existsSync(drift)) {
      const state = JSON.parse(
        readFileSync(join(ROOT, name, existsSync(later) ? 'later-state.json' : 'state.json'), 'utf8'),
      );
      for (const call of JSON.parse(readFileSync(drift, 'utf8'))) await change(call, state, mock);
      await plan('drift-plan.json', '-refresh-only');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One call of the API: `{"service", "path"?, "method"?, "headers"?, "body"}`; `{ADDRESS#ATTRIBUTE}` is taken from the state. */
async function change({ service, path = '/', method = 'POST', headers = {}, body }, state, mock) {
  const find = (module, address) =>
    module.resources?.find((one) => one.address === address) ??
    (module.child_modules ?? []).map((inner) => find(inner, address)).find((one) => one !== undefined);
  const fill = (text) =>
    text.replace(/\{([\w.[\]"]+)#(\w+)\}/g, (_, address, key) => find(state.values.root_module, address).values[key]);
  const authorization = `AWS4-HMAC-SHA256 Credential=mock/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(`${mock.url}${fill(path)}`, {
    method,
    headers: { ...headers, authorization },
    body: fill(body),
  });
  if (!answer.ok) throw new Error(`${service} ${path}: ${answer.status} ${await answer.text()}`);
}

const wanted = process.argv.slice(2);
const open =
  wanted.length > 0
    ? wanted
    : readdirSync(ROOT, { withFileTypes: true })
        .filter((one) => one.isDirectory())
        .map(({ name }) => name);
let failed = 0;
async function work() {
  const mock = await startMock();
  try {
    for (let name = open.shift(); name !== undefined; name = open.shift()) {
      try {
        await remake(name, mock);
        console.log(`${name}: made`);
      } catch (error) {
        failed++;
        console.error(`${name}: ${error.message}`);
      }
    }
  } finally {
    mock.child.kill();
  }
}
await Promise.all(Array.from({ length: Math.min(AT_ONCE, open.length) }, work));
process.exitCode = failed > 0 ? 1 : 0;
