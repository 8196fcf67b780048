import {
  customerUpserted,
  serviceIssueReported,
  serviceIssueResolved,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';
import { checkInvariants } from '@perennial/messaging';
import { becomes, isErasedAt } from '@perennial/oracle';
import { Database, type Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { anEvent, settableClock } from '@perennial/testing';

import { keepAudiences } from './audiences/jobs/keep-audiences.js';
import { CampaignRig } from './campaign-rig.fixture.js';
import { choosingProgramme } from './choices/choosing.fixture.js';
import { aCampaign } from './domain/campaigns.fixture.js';
import { campaignInvariants } from './invariants.js';
import { runCampaigns } from './runs/jobs/run-campaigns.js';

const BEFORE = '2027-03-15T09:00:00Z';
const NOW = '2027-03-15T12:00:00Z';
const clock = settableClock(BEFORE);

/** A schedule for an audience with a budget of money, a campaign that chooses, cases and requests to ask. */
const programme: Programme = {
  ...choosingProgramme(),
  campaigns: [
    ...choosingProgramme({ holdoutPercent: 0 }).campaigns,
    aCampaign({
      id: 'spring',
      trigger: { kind: 'schedule', audience: 'british', at: [NOW] },
      offer: { kind: 'benefit', benefit: 'early-access', validDays: 3, worth: { USD: 500 } },
      budgetPerMonth: { offers: 100, money: { USD: 100_000 } },
    }),
  ],
  audiences: [{ id: 'british', when: 'customer.country == "GB"' }],
  offers: { controlPercent: 0 },
  cases: { issue: { dueHours: 24, severityFrom: 1 } },
  surveys: {
    perCustomer: { most: 2, days: 30 },
    requests: [
      {
        ...{ id: 'after-issue', text: 'Is it solved?', survey: 'csat', samplePercent: 100, afterDays: 0 },
        on: serviceIssueResolved.type,
      },
    ],
  },
};

const lives = (customerId: string, country: string): EventOf<typeof customerUpserted> =>
  anEvent(customerUpserted, { data: { customerId, country, consents: undefined }, time: BEFORE });
const issueOf = (customerId: string): Envelope[] => [
  anEvent(serviceIssueReported, { data: { customerId, issueId: `of ${customerId}`, severity: 3 }, time: BEFORE }),
  anEvent(serviceIssueResolved, { data: { customerId, issueId: `of ${customerId}` }, time: BEFORE }),
];

describe('the invariants of the campaign service', () => {
  let rig: CampaignRig;
  let owner: Database;
  beforeAll(async () => {
    rig = await CampaignRig.start(programme, clock);
    owner = await Database.connect({ url: rig.database.ownerUrl, applicationName: 'test-tamper', poolSize: 1 });
    const settings = { programme, vault: rig.vault };
    await keepAudiences(rig.db, programme, clock());
    await runCampaigns(rig.db, settings, clock());
    await rig.service.arrive(...['ann', 'bea', 'cid'].map((customerId) => lives(customerId, 'GB')), lives('dan', 'US'));
    clock.set(NOW);
    await runCampaigns(rig.db, settings, clock());
    await rig.service.arrive(...issueOf('ann'), ...issueOf('dan'));
    await rig.service.arrive(becomes('cid', 'ann', NOW));
  });
  afterAll(async () => {
    await owner?.close();
    await rig?.end();
  });

  const violations = async (tx: Tx, wanted: string) => {
    const checked = await checkInvariants(campaignInvariants(tx));
    return checked.flatMap(({ id, violation }) => (id === wanted && violation !== undefined ? [violation] : []));
  };
  const undone = new Error('undone');
  const within = (work: (tx: Tx) => Promise<void>) =>
    expect(
      owner.transaction(async (tx) => {
        await work(tx);
        throw undone;
      }),
    ).rejects.toBe(undone);

  it('hold of what the service has kept, and of what is left when somebody is forgotten who had something of a budget', async () => {
    const kept = await rig.db.query(`
      select (select count(*) from audience_member where inside) as members, (select sum(decided) from campaign_run) as decided,
             (select count(*) from decision where choice is not null) as chosen, (select count(*) from survey_contact) as asked,
             (select count(*) from follow_up_case) as cases`);
    expect(kept).toEqual([{ members: 2n, decided: '3', chosen: 2n, asked: 2n, cases: 2n }]);
    const checked = await checkInvariants(campaignInvariants(rig.db));
    expect(checked.filter(({ violation }) => violation !== undefined)).toEqual([]);
    await within(async (tx) => {
      const chunk = { topic: customerUpserted.topic, partition: 9, nextOffset: 1n, now: clock() };
      await rig.handler.handle([isErasedAt('bea', NOW)], tx, chunk);
      for (const id of ['I10', 'I13', 'I22']) expect(await violations(tx, id)).toEqual([]);
      await tx.query(`update budget set reserved = reserved + 1 where unit = 'USD'`);
      expect(await violations(tx, 'I10')).toHaveLength(1);
    });
  });

  it.each([
    ['I10', `update budget set reserved = reserved + 1 where unit = 'USD'`, 'never given back'],
    ['I10', `update budget set reserved = reserved + 1 where unit = 'offers'`, 'never given back'],
    ['I10', `update offer set ended = 'expired', ended_at = now() where kind = 'benefit'`, 'never given back'],
    ['I10', `update offer set taken = taken - 'USD' where kind = 'benefit'`, 'never given back'],
    ['I21', `delete from audience_member where customer_id = 'ann'`, 'not in british'],
    [
      'I21',
      `update audience_member set inside = false, told = false, left_at = now() where customer_id = 'ann'`,
      'not in british',
    ],
    ['I21', `update customer_feature set data = '{"country": "US"}' where customer_id = 'bea'`, 'is in british'],
    ['I22', `update campaign_run set decided = decided - 1`, 'counts 2 customers'],
    ['I22', `update campaign_run set decided = decided + 1, looked_at = looked_at + 1`, 'counts 4 customers'],
    ['I22', `update campaign_run set looked_at = looked_at - 1`, 'of 2'],
    ['I22', `delete from decision where campaign_id = 'spring' and customer_id = 'bea'`, 'counts 3 customers'],
    ['I22', `update decision_count set n = n + 1 where campaign_id = 'spring'`, 'counted'],
    ['I22', `delete from decision_count where campaign_id = 'put-right'`, '0 were counted'],
    ['I23', `update follow_up_case set closed_at = null, closed_by = null, outcome = null`, 'is resolved'],
    ['I23', `delete from survey_contact where customer_id = 'dan'`, 'does not count as asked'],
    ['I23', `update survey_request set customer_id = 'cid' where customer_id = 'ann'`, 'no person'],
    ['I23', `update follow_up_case set customer_id = 'nobody' where customer_id = 'ann'`, 'a case stands'],
    ['I24', `update offer set option = null where option is not null`, 'not what was chosen'],
    [
      'I24',
      `update decision set choice = jsonb_set(choice, '{chosen}', '"mug"') where choice is not null`,
      'not what was chosen',
    ],
    [
      'I24',
      `update decision set choice = jsonb_set(choice, '{policyVersion}', '7') where choice is not null`,
      'not what was chosen',
    ],
    [
      'I24',
      `update decision set choice = jsonb_set(choice, '{propensity}', '0.5001') where choice is not null`,
      'not what was chosen',
    ],
  ])('%s does not hold after %s', async (id, tampering, words) => {
    await within(async (tx) => {
      await tx.query(tampering);
      expect((await violations(tx, id)).join()).toContain(words);
    });
  });
});
