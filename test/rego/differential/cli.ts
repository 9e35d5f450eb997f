import { parseArgs } from 'node:util';
import { programText, type RandomProgram, randomProgram } from '../random-programs.ts';
import { seededChooser } from './choose.ts';
import { type Answer, answerText, bothAnswers, type Comparison, sameAnswer } from './compare.ts';
import { CRASH, canonical, findOpa, opaAnswers } from './opa.ts';
import { shrink } from './shrink.ts';

const USAGE = 'usage: differential N [--seed S] [--batch B] [--show D] [--strict] [--no-opa]';

type Subject = { readonly seed: number; readonly program: RandomProgram; readonly answers: Comparison };
type Answered = Subject & { readonly opa: Answer | undefined };

/**
 * `npm run -s differential -- N`: runs N random programs on the generated JavaScript, on the interpreter and, where it is
 * installed, on opa, and prints each disagreement with its program made as small as it goes.
 * Exit status: 0 when all agree, 1 otherwise, 2 on bad usage.
 */
function main(args: readonly string[]): number {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      batch: { type: 'string', default: '300' },
      show: { type: 'string', default: '5' },
      strict: { type: 'boolean', default: false },
      'no-opa': { type: 'boolean', default: false },
    },
  });
  const count = Number(positionals[0]);
  const [first, batch, show] = [Number(values.seed), Number(values.batch), Number(values.show)];
  if (![count, first, batch, show].every(Number.isSafeInteger) || batch < 1) {
    console.error(USAGE);
    return 2;
  }
  const { strict } = values;
  const opa = values['no-opa'] ? undefined : findOpa();
  console.error(opa === undefined ? 'without opa' : `with ${opa}`);
  let compiled = 0;
  let failed = 0;
  let lazy = 0;
  for (let start = first; start < first + count; start += batch) {
    const subjects = makeSubjects(start, Math.min(batch, first + count - start), strict);
    compiled += subjects.length;
    const answers = askOpa(subjects, opa, strict);
    lazy += answers.filter(({ answers: { interpreter }, opa: reply }) => reply && isLazy(interpreter, reply)).length;
    for (const { seed, opa: reply } of answers) {
      if (reply !== undefined && 'error' in reply && hasCrashed(reply)) console.log(`seed ${seed}: ${reply.error}`);
    }
    for (const item of answers.filter((answer) => !agree(answer.answers, answer.opa))) {
      failed++;
      if (failed <= show) console.log(report(item, opa, strict));
    }
  }
  console.log(`${count} programs, ${compiled} compile, ${lazy} end in an error that opa does not come to`);
  console.log(`${compiled - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function makeSubjects(start: number, count: number, strict: boolean): readonly Subject[] {
  return Array.from({ length: count }, (_, index) => start + index).flatMap((seed) => {
    const program = randomProgram(seededChooser(seed));
    const answers = bothAnswers(program, strict);
    return answers === undefined ? [] : [{ seed, program, answers }];
  });
}

/** Programs that end in an error are asked one by one, since opa gives an error for all that it is asked together. */
function askOpa(subjects: readonly Subject[], opa: string | undefined, strict: boolean): readonly Answered[] {
  if (opa === undefined) return subjects.map((subject) => ({ ...subject, opa: undefined }));
  const programs = (items: readonly Subject[]) => items.map(({ program }) => program);
  const isWhole = ({ answers }: Subject) => 'value' in answers.interpreter;
  const whole = subjects.filter(isWhole);
  const others = subjects.filter((item) => !isWhole(item));
  const replies = opaAnswers(opa, programs(whole), strict);
  const single = others.flatMap(({ program }) => opaAnswers(opa, [program], strict));
  return [...whole, ...others].map((subject, index) => ({ ...subject, opa: [...replies, ...single][index] }));
}

/**
 * Whether all back ends give the same. A value of opa beside an error of ours is no disagreement: its rule index and its
 * comparison of unlike terms leave out expressions whose errors we report.
 */
function agree({ js, interpreter }: Comparison, opa: Answer | undefined): boolean {
  if (!sameAnswer(js, interpreter)) return false;
  if (opa === undefined || isLazy(interpreter, opa) || hasCrashed(opa)) return true;
  return sameAnswer(plain(interpreter), plain(opa));
}

function hasCrashed(opa: Answer): boolean {
  return 'error' in opa && opa.error.startsWith(CRASH);
}

function isLazy(ours: Answer, opa: Answer): boolean {
  return 'error' in ours && ours.error.startsWith('eval_') && 'value' in opa;
}

function plain(answer: Answer): Answer {
  return 'error' in answer ? answer : { value: canonical(answer.value) };
}

function report({ seed, program, answers, opa: reply }: Answered, opa: string | undefined, strict: boolean): string {
  const isOurs = !sameAnswer(answers.js, answers.interpreter);
  const fails = (candidate: RandomProgram): boolean => {
    const both = bothAnswers(candidate, strict);
    if (both === undefined) return false;
    if (isOurs) return !sameAnswer(both.js, both.interpreter);
    return sameAnswer(both.js, both.interpreter) && !agree(both, opaAnswers(opa!, [candidate], strict)[0]);
  };
  const small = shrink(program, fails);
  const both = bothAnswers(small, strict)!;
  const answer = opa === undefined || reply === undefined ? undefined : opaAnswers(opa, [small], strict)[0];
  return [
    `--- seed ${seed}`,
    programText(small, 'p'),
    `input: ${JSON.stringify(small.input)}`,
    `data.p: ${JSON.stringify(small.base)}`,
    `asked: data.p${small.asked}, ${small.version}`,
    `js:          ${answerText(both.js)}`,
    `interpreter: ${answerText(both.interpreter)}`,
    `opa:         ${answer === undefined ? 'not asked' : answerText(answer)}`,
    '',
  ].join('\n');
}

process.exitCode = main(process.argv.slice(2));
