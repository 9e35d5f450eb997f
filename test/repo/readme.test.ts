import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test.each(['run', 'test'])('README has the %s command in a fenced block under its marker', (name) => {
  const block = new RegExp(`<!-- command: ${name} -->\n\`\`\`sh\n(npm ci && .+)\n\`\`\``);
  expect(README).toMatch(block);
});
