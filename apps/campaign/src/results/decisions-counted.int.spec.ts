import { customerUpserted, serviceIssueReported } from '@perennial/contracts';
import { isErasedAt } from '@perennial/oracle';
import { anEvent, settableClock } from '@perennial/testing';

import { CampaignRig } from '../campaign-rig.fixture.js';
import { summariseOffers } from '../store/queries/summarise-offers.js';
import { CAMPAIGN_ID, programmeWith } from './experiment.fixture.js';
import { addUpDecisions } from './queries/add-up-decisions.js';
import { countDecisions } from './queries/count-decisions.js';

const NOW = '2027-02-25T12:00:00Z';
const AT = '2027-02-25T10:00:00Z';
const clock = settableClock(NOW);

describe('what campaigns came to', () => {
  let rig: CampaignRig;
  beforeEach(async () => {
    const programme = programmeWith({ holdoutPercent: 0, budgetPerMonth: { offers: 3 } });
    rig = await CampaignRig.start({ ...programme, offers: { controlPercent: 0 } }, clock);
    const no = anEvent(customerUpserted, { data: { customerId: 'no', consents: { offers: false } }, time: AT });
    await rig.service.arrive(no, ...['ann', 'bea', 'no'].map(complains));
    for (const customerId of ['cid', 'dan', 'eve']) await rig.service.arrive(complains(customerId));
  });
  afterEach(() => rig.end());

  const complains = (customerId: string) =>
    anEvent(serviceIssueReported, { data: { customerId, issueId: customerId, severity: 3 }, time: AT });
  const rows = async () => (await rig.db.query('select from decision_count')).length;
  const counted = async () =>
    (await countDecisions(rig.db, CAMPAIGN_ID)).map(({ outcome, reason, n }) => [outcome, reason, n]);

  it('is summed up as offers made and withheld; whom it was not for is neither', async () => {
    expect(await summariseOffers(rig.db)).toEqual({ offers: 3, withheld: 2 });
    expect(await counted()).toEqual([
      ['offered', 'passed', 3],
      ['skipped', 'no-consent', 1],
      ['withheld', 'budget', 2],
    ]);
  });

  it('goes with who is forgotten', async () => {
    await rig.service.arrive(...['ann', 'no', 'eve'].map((customerId) => isErasedAt(customerId, NOW)));
    expect(await summariseOffers(rig.db)).toEqual({ offers: 2, withheld: 1 });
    expect(await counted()).toEqual([
      ['offered', 'passed', 2],
      ['withheld', 'budget', 1],
    ]);
  });

  it('is a row for each reason once it is added up, also by three at once while more is decided', async () => {
    const before = await counted();
    expect(await rows()).toBeGreaterThan(before.length);
    await Promise.all([
      ...[1, 2, 3].map(() => addUpDecisions(rig.db)),
      ...['fay', 'gus', 'hal'].map((customerId) => rig.service.arrive(complains(customerId))),
    ]);
    await addUpDecisions(rig.db);
    expect(await rows()).toBe(3);
    expect(await summariseOffers(rig.db)).toEqual({ offers: 3, withheld: 5 });
  });
});
