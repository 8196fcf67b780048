import { customerUpserted } from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { answered, each, invited, SurveyRoutes } from './survey-routes.fixture.js';

describe('who was invited to surveys, and answered', () => {
  let routes: SurveyRoutes;
  beforeEach(async () => {
    routes = await SurveyRoutes.start();
  });
  afterEach(() => routes?.stop());

  it('everybody counts once, whatever the reminders, when 14 days are over; whatever came first', async () => {
    await routes.arrive(
      // Of 20 invited, five answer within 14 days, one too late, one before, one to another survey, one about something else.
      ...each(5, 'c', (customerId) => answered(customerId, 9, '2026-03-15')),
      answered('c-5', 9, '2026-03-16'),
      answered('c-6', 9, '2026-02-28'),
      answered('c-7', 5, '2026-03-02', { survey: 'csat' }),
      answered('c-8', 9, '2026-03-02', { touchpoint: 'store' }),
      answered(undefined, 9, '2026-03-02'),
      ...each(20, 'c', (customerId, index) =>
        invited(customerId, '2026-03-01', { touchpoint: index === 8 ? 'delivery' : undefined }),
      ),
      ...each(5, 'c', (customerId) => invited(customerId, '2026-03-02')),
    );
    // On 1 June they may still answer.
    await routes.arrive(...each(3, 'late', (customerId) => invited(customerId, '2026-05-19')));
    expect(await routes.get('metrics/surveys/nps/response-rate')).toEqual({
      ...{ survey: 'nps', from: null, to: null, days: 14, minimumN: 10 },
      ...{ value: 0.25, n: 20, low: expect.any(Number), high: expect.any(Number) },
      ...{ suppressed: false, notYetObserved: 3 },
    });
    expect(await routes.get('metrics/surveys/nps/response-rate?days=16')).toMatchObject({ value: 0.3 });
    expect(await routes.get('metrics/surveys/csat/response-rate')).toMatchObject({ value: null, n: 0 });
    expect(await routes.get('metrics/surveys/nps/response-rate?touchpoint=delivery')).toMatchObject({ n: null });
  });

  it('by period, touchpoint and what is known of the customer, small groups and the next one hidden, as CSV', async () => {
    const told = (customerId: string, country: string) => anEvent(customerUpserted, { data: { customerId, country } });
    await routes.arrive(
      ...each(12, 'de', (customerId) => invited(customerId, '2026-03-01', { touchpoint: 'delivery' })),
      ...each(11, 'fr', (customerId) => invited(customerId, '2026-04-01', { touchpoint: 'store' })),
      ...each(2, 'it', (customerId) => invited(customerId, '2026-04-01', { touchpoint: 'store' })),
      ...each(3, 'de', (customerId) => answered(customerId, 9, '2026-03-02', { touchpoint: 'delivery' })),
    );
    await routes.arrive(
      ...each(12, 'de', (customerId) => told(customerId, 'DE')),
      ...each(11, 'fr', (customerId) => told(customerId, 'FR')),
      ...each(2, 'it', (customerId) => told(customerId, 'IT')),
    );
    const by = async (groupBy: string) => {
      const { groups } = (await routes.get(`metrics/surveys/nps/response-rate?groupBy=${groupBy}`)) as {
        groups: { group: string; value: number; n: number }[];
      };
      return groups.map(({ group, value, n }) => [group, value, n]);
    };
    expect(await by('month')).toEqual([
      ['2026-03', 0.25, 12],
      ['2026-04', 0, 13],
    ]);
    expect(await by('touchpoint')).toEqual([
      ['delivery', 0.25, 12],
      ['store', 0, 13],
    ]);
    expect(await by('country')).toEqual([
      ['DE', 0.25, 12],
      ['FR', null, null],
      ['IT', null, null],
    ]);
    expect(await by('attribute:vip')).toEqual([[null, 0.12, 25]]);
    const { text } = await routes.ask('metrics/surveys/nps/response-rate?format=csv&groupBy=touchpoint');
    expect(text).toMatch(/^group,value,n,low,high,suppressed,notYetObserved\r\ndelivery,0.25,12,/);
  });

  it('a group that is hidden is hidden whatever the days, and not named where all are', async () => {
    const told = (customerId: string, country: string) => anEvent(customerUpserted, { data: { customerId, country } });
    await routes.arrive(
      ...each(12, 'de', (customerId) => invited(customerId, '2026-05-01')),
      ...each(20, 'fr', (customerId) => invited(customerId, '2026-05-01')),
      ...each(1, 'mt', (customerId) => invited(customerId, '2026-04-25')),
      ...each(12, 'de', (customerId) => told(customerId, 'DE')),
      ...each(20, 'fr', (customerId) => told(customerId, 'FR')),
      ...each(1, 'mt', (customerId) => told(customerId, 'MT')),
    );
    const by = async (query: string) =>
      ((await routes.get(`metrics/surveys/nps/response-rate?groupBy=country${query}`)) as { groups: object[] }).groups;
    const hidden = { n: null, suppressed: true, notYetObserved: null };
    const [DE, MT] = [
      { group: 'DE', ...hidden },
      { group: 'MT', ...hidden },
    ];
    expect(await by('&days=14')).toMatchObject([DE, { group: 'FR', n: 20, notYetObserved: 0 }, MT]);
    expect(await by('&days=34')).toMatchObject([DE, { group: 'FR', n: 0, notYetObserved: 20 }, MT]);
    expect(await by('&from=2026-04-20&to=2026-04-30')).toEqual([]);
  });

  it('says who was asked more often than the cap in 30 days, and tells whoever asks a member', async () => {
    await routes.arrive(
      ...each(4, 'c', (customerId) => invited(customerId, '2026-05-03')),
      ...each(2, 'c', (customerId) => invited(customerId, '2026-05-20', { survey: 'csat' })),
      ...each(1, 'c', (customerId) => invited(customerId, '2026-05-30')),
      ...each(4, 'c', (customerId) => invited(customerId, '2026-05-02')),
    );
    expect(await routes.get('metrics/surveys')).toMatchObject({
      contacts: {
        ...{ from: '2026-05-03', to: '2026-06-01', cap: 2, value: 0.25, n: 4 },
        customers: [
          { invitations: 1, customers: 2 },
          { invitations: 2, customers: 1 },
          { invitations: 3, customers: 1 },
        ],
      },
      responses: [
        { survey: 'csat', value: null, suppressed: true, notYetObserved: null },
        { survey: 'nps', n: null, suppressed: true },
      ],
    });
    expect(await routes.get('metrics/surveys?cap=1&to=2026-05-20')).toMatchObject({
      contacts: { from: '2026-04-21', cap: 1, value: 1, n: 4 },
    });
    expect(await routes.get('members/c-0/metrics')).toMatchObject({ invitationsLast30Days: 3 });
  });

  it('follows a merge and leaves with who is forgotten; invitations of theirs are refused from then on', async () => {
    await routes.arrive(
      ...each(12, 'c', (customerId) => invited(customerId, '2026-03-01')),
      answered('anna', 9, '2026-03-02'),
      becomes('c-0', 'anna', '2026-03-03T00:00:00Z'),
    );
    expect(await routes.get('metrics/surveys/nps/response-rate')).toMatchObject({ n: 12, value: 1 / 12 });
    const afterwards = invited('anna', '2026-03-05');
    await routes.service.arrive(isErasedAt('anna', '2026-03-04T00:00:00Z'), afterwards);
    expect(await routes.service.refused()).toEqual({ [afterwards.id]: 'SUBJECT_ERASED' });
    expect(await routes.get('metrics/surveys/nps/response-rate')).toMatchObject({ n: 11, value: 0 });
  });
});
