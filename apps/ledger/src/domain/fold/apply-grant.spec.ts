import { isErasedAt, isGranted, type ProgrammeId } from '@perennial/oracle';

import { LedgerTrial, type Arrival } from '../ledger-trial.fixture.js';

const AT = '2027-01-05T10:00:00.000Z';
const NOW = Date.parse('2027-01-06T00:00:00Z');

function arriving(events: readonly Arrival[], programme: ProgrammeId = 'jeweller') {
  const trial = new LedgerTrial(programme, [], NOW);
  for (const event of events) trial.arrive([event]);
  return trial;
}

describe('points that a campaign gives', () => {
  it('are an award by the rule of its name, told of once however often they are sent', () => {
    const { ledger } = arriving([isGranted('ann', 'g', AT, 50), isGranted('ann', 'g', AT, 50)]);
    expect(ledger.messages).toMatchObject([
      {
        type: 'loyalty.reward.issued.v1',
        ...{ time: AT, subject: 'ann', causationid: 'g', causationsource: '/perennial/campaign' },
        data: { kind: 'points', points: 50, availableAt: AT, memberSequence: 1, reason: { rule: 'present' } },
      },
    ]);
    expect(ledger.transfers.map(({ kind, rule, points }) => [kind, rule, points])).toEqual([
      ['accrual', 'present', 50n],
    ]);
  });

  it('of one grant are given once, also under another event id', () => {
    const trial = arriving([isGranted('ann', 'g', AT, 50), isGranted('ann', 'g', AT, 50, { id: 'again' })]);
    expect(trial.folded('ann', NOW)?.balance.available).toBe(50n);
  });

  it('are whole beyond the limits of what members earn', () => {
    const trial = arriving([isGranted('ann', 'g', AT, 5_000), isGranted('ann', 'h', AT, 5_000)], 'boutique');
    expect(trial.folded('ann', NOW)?.balance.available).toBe(10_000n);
  });

  it('are refused for who was forgotten', () => {
    const trial = arriving([isGranted('ann', 'f', AT, 1), isErasedAt('ann', AT), isGranted('ann', 'g', AT, 50)]);
    expect([...trial.refused.values()]).toEqual(['SUBJECT_ERASED']);
  });
});
