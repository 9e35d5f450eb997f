import { runScenarios, type Scenario } from './run.ts';

const OPEN_TF = 'resource "aws_db_instance" "open" {\n  publicly_accessible = true\n}\n';
const MODULE_TF = 'module "m" {\n  source = "org/m/aws"\n}\n';

runScenarios('bad configurations', [
  {
    note: 'HCL that does not parse: told with its place, the rest is read',
    args: ['check', '.'],
    files: { 'good.tf': OPEN_TF, 'bad.tf': 'resource "aws_s3_bucket" "b" {\n  bucket = \n' },
    exit: 2,
    stdout: ['aws/rds-public-access'],
    stderr: ['bad.tf:1:1: hcl_invalid', 'hint: add `}`'],
  },
  {
    note: 'JSON syntax that breaks off: the rest is read',
    args: ['check', '.'],
    files: { 'good.tf': OPEN_TF, 'x.tf.json': '{"resource": {"aws_s3_bucket": {"a": {"bucket": ' },
    exit: 2,
    stdout: ['aws/rds-public-access'],
    stderr: ['x.tf.json:1:', 'hcl_invalid', 'hint: '],
  },
  ...['["aws_s3_bucket"]', '3', '{"aws_db_instance": [1]}', '{"aws_db_instance": {"a": "x"}}'].map(
    (blocks): Scenario => ({
      note: `JSON syntax with ${blocks} for its resources`,
      args: ['check', '.'],
      files: { 'x.tf.json': `{"resource": ${blocks}}` },
      exit: 2,
      stderr: ['x.tf.json:1:', 'hcl_invalid: expected an object', 'hint: blocks are objects'],
    }),
  ),
  {
    note: 'a module that is a link to the outside',
    args: ['check', 'in'],
    files: { 'in/main.tf': 'module "m" {\n  source = "./m"\n}\n', 'in/m': '-> ../../..' },
    exit: 3,
    stdout: [/^Gate {6}indeterminate/m],
    stderr: ['hcl_unread: the resources of module `m` are not known'],
  },
  ...['../outside', '/etc'].map(
    (Dir): Scenario => ({
      note: `a module that is installed in ${Dir}`,
      args: ['check', '.'],
      files: {
        'main.tf': MODULE_TF,
        '.terraform/modules/modules.json': JSON.stringify({ Modules: [{ Key: 'm', Source: 'x', Dir }] }),
      },
      exit: 3,
      stderr: ['hcl_unread: the resources of module `m` are not known'],
    }),
  ),
  {
    note: 'a list of modules that is none',
    args: ['check', '.'],
    files: { 'main.tf': MODULE_TF, '.terraform/modules/modules.json': '{"Modules": {"a": 1}}' },
    exit: 3,
    stderr: ['modules.json:1:1', 'hcl_unread'],
  },
  {
    note: 'a module that calls itself',
    args: ['check', '.'],
    files: { 'main.tf': `module "m" {\n  source = "./"\n}\n${OPEN_TF}` },
    exit: 1,
    stderr: ['it calls itself'],
  },
]);
