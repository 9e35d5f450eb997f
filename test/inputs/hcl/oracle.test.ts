import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseHcl } from '../../../engine/inputs/hcl/parse.ts';

const hasTerraform = spawnSync('terraform', ['version']).status === 0;
const FOLDER = new URL('../../../fixtures/projects/locations-shop/', import.meta.url).pathname;
// biome-ignore lint/suspicious/noTemplateCurlyInString: the pieces are HCL
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  '\n',
  '${',
  '%{',
  '~',
  '<<E\n',
  '=',
  '=>',
  '?',
  ':',
  '::',
  '.',
  '*',
  "'",
];
const ROUNDS = 40;

/** The same places each time: a step that has no factor in common with the length walks over the whole text. */
function changed(text: string, round: number): string {
  const at = (round * 7919) % text.length;
  return text.slice(0, at) + PIECES[round % PIECES.length] + text.slice(at + (round % 3));
}

/** `terraform fmt` reads the syntax and nothing more. */
function isAccepted(text: string): boolean {
  return spawnSync('terraform', ['fmt', '-no-color', '-'], { input: text }).status === 0;
}

test.skipIf(!hasTerraform)('accepts and refuses what the real terraform does', { timeout: 120_000 }, () => {
  const text = readFileSync(`${FOLDER}main.tf`, 'utf8');
  const texts = [text, ...Array.from({ length: ROUNDS }, (_, round) => changed(text, round))];
  const rows = texts.map((one) => [parseHcl({ path: 'a.tf', text: one }).diagnostics.length === 0, isAccepted(one)]);
  expect(rows.filter(([ours, theirs]) => ours !== theirs)).toEqual([]);
  expect(rows.some(([ours]) => ours === false)).toBe(true);
});
