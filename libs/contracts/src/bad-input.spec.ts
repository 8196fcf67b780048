import { badInput, BAD_INPUT_NOW } from '@perennial/testing';

import { decode } from './decode.js';

/** References are right by themselves: only by what else is known are they refused. */
const cases = badInput().map(({ group, title, record, outcome }) => {
  const isRefused = outcome.is === 'quarantined' && group !== 'references';
  return {
    group,
    title,
    record,
    reason: isRefused ? outcome.reason : 'accepted',
    detail: isRefused ? outcome.detail : '',
  };
});

it('has a title of its own for each case', () => {
  const names = cases.map(({ group, title }) => `${group}: ${title}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it.each(cases)('$group, $reason: $title', ({ record, reason, detail }) => {
  const result = decode(record, { now: new Date(BAD_INPUT_NOW) });
  expect(result.ok ? 'accepted' : `${result.reason}: ${result.detail}`).toMatch(new RegExp(`^${reason}`));
  if (result.ok) return;
  expect(result.detail).toContain(detail);
  expect(result.detail).not.toBe('');
  expect(result.detail.length).toBeLessThanOrEqual(500);
  expect(result.detail).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(result.detail.isWellFormed()).toBe(true);
});
