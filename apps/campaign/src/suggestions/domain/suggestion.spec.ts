import { engagementRecorded } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { nextOf, suggestionsIn } from './suggestion.js';

const AT = '2027-03-01T10:00:00.000Z';
const suggests = (id: string, data: object = {}) =>
  anEvent(engagementRecorded, {
    id,
    time: AT,
    data: { customerId: 'ann', kind: 'suggestion-made', proofId: undefined, ...data },
  });
const asked = (...events: Parameters<typeof suggestionsIn>[0]) =>
  suggestionsIn(events, (customerId) => (customerId === 'ann b.' ? 'ann' : customerId));

describe('a suggestion', () => {
  it('is made by whoever suggests something, and by nothing else', () => {
    const about = { sku: 'ring-3', category: 'packaging', proofId: 'post-1' };
    expect(asked(suggests('1', about), suggests('2', { kind: 'forum-posted' }))).toEqual([
      { suggestionId: expect.any(String) as string, customerId: 'ann', ...about, madeAt: Date.parse(AT) },
    ]);
  });

  it.each([
    ['twice without a proof', [suggests('1'), suggests('2')], 2],
    ['with one proof, once', [suggests('1', { proofId: 'p' }), suggests('2', { proofId: 'p' })], 1],
    ['with two proofs', [suggests('1', { proofId: 'p' }), suggests('2', { proofId: 'q' })], 2],
    [
      'with one proof by two records of a person, once',
      [suggests('1', { proofId: 'p' }), suggests('2', { proofId: 'p', customerId: 'ann b.' })],
      1,
    ],
    [
      'by two customers with the same proof, each their own',
      [suggests('1', { proofId: 'p' }), suggests('2', { proofId: 'p', customerId: 'bob' })],
      2,
    ],
  ])('is told %s', (_title, events, count) => {
    const found = asked(...events);
    expect(new Set(found.map(({ suggestionId }) => suggestionId)).size).toBe(count);
    expect(found).toHaveLength(count);
  });

  it('has the same id whenever it is told, also by an event of another name where there is a proof', () => {
    const [one] = asked(suggests('1', { proofId: 'p' }));
    expect(asked(suggests('2', { proofId: 'p' }))[0]?.suggestionId).toBe(one?.suggestionId);
    const [other] = asked(suggests('1'));
    expect(asked(suggests('1'))[0]?.suggestionId).toBe(other?.suggestionId);
    expect(asked(suggests('2'))[0]?.suggestionId).not.toBe(other?.suggestionId);
  });

  it.each([
    ['open', ['planned', 'done', 'declined']],
    ['planned', ['done', 'declined']],
    ['done', []],
    ['declined', []],
  ] as const)('that is %s becomes %j', (status, next) => {
    expect(nextOf(status)).toEqual(next);
  });
});
