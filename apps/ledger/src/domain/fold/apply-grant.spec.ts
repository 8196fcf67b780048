import { pointsGranted } from '@perennial/contracts';
import { isErasedAt, isGranted, type ProgrammeId } from '@perennial/oracle';
import { programmeAt } from '@perennial/programme';

import { LedgerTrial, programmes, type Arrival } from '../ledger-trial.fixture.js';
import { withTexts, type OutgoingPoints } from '../posting/points-message.js';

const AT = '2027-01-05T10:00:00.000Z';
const NOW = Date.parse('2027-01-06T00:00:00Z');

function grantOf(campaignId: string) {
  const event = isGranted('ann', 'named', AT, 50);
  return { ...event, data: { ...event.data, campaignId } };
}

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

  it.each(['review', 'expiry', 'redemption'])('are points of a campaign also where this is called %s', (campaignId) => {
    const events = [grantOf(campaignId), isGranted('ann', 'late', '2027-01-04T10:00:00Z', 1)];
    const { ledger } = arriving(events, 'boutique');
    const [mine] = ledger.transfers;
    expect(mine).toMatchObject({ kind: 'accrual', rule: campaignId, thing: 'grant:named', points: 50n });
    // The rule of reviews has points last 90 days; what is late has everything compared with what was posted.
    expect(arriving(events, 'boutique').folded('ann', NOW)).toMatchObject({ balance: { available: 51n } });
    expect(arriving(events, 'boutique').folded('ann', NOW + 100 * 86_400_000)).toMatchObject({
      balance: { available: 51n },
    });
    expect(ledger.transfers.map(({ kind }) => kind)).toEqual(['accrual', 'accrual']);
    const [message] = ledger.messages;
    const told = message && withTexts(message as OutgoingPoints, () => programmeAt(programmes.boutique, NOW));
    expect(told?.data).toMatchObject({ reason: { rule: campaignId, text: campaignId } });
  });

  it('are a billion at most, in one grant', () => {
    const { data } = isGranted('ann', 'g', AT, 1_000_000_000);
    const isGrant = (points: number) => pointsGranted.data.safeParse({ ...data, points }).success;
    expect([isGrant(1_000_000_000), isGrant(1_000_000_001)]).toEqual([true, false]);
  });

  it('are refused for who was forgotten', () => {
    const trial = arriving([isGranted('ann', 'f', AT, 1), isErasedAt('ann', AT), isGranted('ann', 'g', AT, 50)]);
    expect([...trial.refused.values()]).toEqual(['SUBJECT_ERASED']);
  });
});
