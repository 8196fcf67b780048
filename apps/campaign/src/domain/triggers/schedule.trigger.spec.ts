import { aCampaign, AT, DAY_MS, knows } from '../campaigns.fixture.js';
import { instantsDue, isScheduleCampaign, triggeredBySchedule, type ScheduleCampaign } from './schedule.trigger.js';

type Schedule = ScheduleCampaign['trigger'];
const scheduled = (changes: Partial<Schedule>): ScheduleCampaign => {
  const campaign = aCampaign({ trigger: { kind: 'schedule', audience: 'regulars', ...changes } });
  if (!isScheduleCampaign(campaign)) throw new RangeError('it is of another kind');
  return campaign;
};
const due = (changes: Partial<Schedule>, from: number) =>
  instantsDue(scheduled(changes), { from, now: AT, timeZone: 'UTC' });

describe('the instants of a schedule', () => {
  const instant = new Date(AT).toISOString();
  it.each([
    ['have come at exactly their time', { at: [instant] }, AT - 1, [AT]],
    ['have not come a millisecond before', { at: [new Date(AT + 1).toISOString()] }, AT - 1, []],
    ['are not looked for again', { at: [instant] }, AT + 1, []],
    [
      'are in order, each once, whatever the document has',
      { at: [instant, '2027-03-15T11:00:00+02:00', instant] },
      0,
      [AT - 3_600_000, AT],
    ],
    ['come again', { cron: '0 10 * * *' }, AT - 2 * DAY_MS, [AT - 2 * DAY_MS, AT - DAY_MS, AT]],
  ])('%s', (_title, changes, from, instants) => {
    expect(due(changes, from)).toEqual(instants);
  });

  it('make a candidate of whom the condition is true, with the instant as occasion', () => {
    const campaign = scheduled({ when: 'customer.tier == "gold"' });
    const at = { dueAt: new Date(AT), source: '/perennial/campaign' };
    expect(triggeredBySchedule(campaign, 'c-7', knows({ tier: 'silver' }), at)).toBeUndefined();
    expect(triggeredBySchedule(campaign, 'c-7', knows({ tier: 'gold' }), at)).toEqual({
      ...{ customerId: 'c-7', campaign, occasion: '2027-03-15T10:00:00.000Z' },
      cause: { id: 'thanks/2027-03-15T10:00:00.000Z', source: '/perennial/campaign', at: AT },
    });
  });
});
