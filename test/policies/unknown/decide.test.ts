import { describe, expect, it } from 'vitest';
import { judgeText } from './judge-text.ts';
import { LANGUAGE_CASES } from './language-cases.ts';
import { VALUE_CASES } from './value-cases.ts';

describe('what unknown values leave of a verdict', () => {
  it.each([...LANGUAGE_CASES, ...VALUE_CASES])('$note', (one) => {
    const { shown, outcomes } = judgeText(one, 1200);
    expect({ shown, outcomes }).toEqual({ shown: one.want, outcomes: expect.anything() });
    // No value of the domain contradicts a definite verdict; for one that is said to change, some do.
    if (shown.includes(' and more ')) {
      const sure = shown.split(' and more ')[0]!.split(' ').slice(1);
      for (const outcome of outcomes) expect(outcome.split(' ')).toEqual(expect.arrayContaining(['fail', ...sure]));
    } else if (!shown.startsWith('un')) expect(outcomes).toEqual([shown]);
    else if (shown.startsWith('unknown')) expect(outcomes.length).toBeGreaterThan(1);
  });
});
