import { rewardIssued } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { refitHere } from '../jobs/refit-here.fixture.js';
import { answered, bought, each, invited, SurveyRoutes } from './survey-routes.fixture.js';

/** Who is in which group: four of the six of the app are all of the chat. */
const MEMBERS = {
  app: each(6, 'a', (customerId) => customerId),
  chat: each(4, 'a', (customerId) => customerId),
  store: each(20, 's', (customerId) => customerId),
  web: each(110, 'w', (customerId) => customerId),
};
const GROUPS = Object.entries(MEMBERS).map(([group, customers]) => ({ group, customers }));
const dayOf = (index: number): string => new Date(Date.UTC(2026, 1, 1 + index)).toISOString().slice(0, 10);

describe('groups that overlap', () => {
  let routes: SurveyRoutes;

  beforeAll(async () => {
    routes = await SurveyRoutes.start();
    const people = [...new Set(GROUPS.flatMap(({ customers }) => customers))];
    await routes.arrive(
      ...people.flatMap((customerId, index) => [
        bought(customerId, `first-${customerId}`, dayOf(index % 20), { totalMinor: 1000 + ((index * 53) % 700) }),
        bought(customerId, `next-${customerId}`, dayOf((index % 20) + 1 + (index % 29)), { totalMinor: 900 + index }),
      ]),
    );
    const offers = GROUPS.flatMap(({ group, customers }) =>
      customers.map((customerId) => ({
        ...anEvent(rewardIssued, {
          data: {
            customerId,
            kind: 'discount',
            points: undefined,
            reason: { rule: group, programmeVersion: 1, text: group },
          },
          time: '2026-01-15T12:00:00Z',
        }),
        source: '/perennial/campaign',
      })),
    );
    await routes.arrive(...offers);
    for (const { group: touchpoint, customers } of GROUPS)
      await routes.arrive(
        ...customers.map((customerId) => invited(customerId, '2026-03-01', { touchpoint })),
        ...customers.map((customerId) => answered(customerId, 9, '2026-03-02', { touchpoint })),
      );
    await refitHere(routes.database.db, routes.clock());
  });
  afterAll(() => routes?.stop());

  it.each([
    'nps?groupBy=touchpoint',
    'surveys/nps/response-rate?groupBy=touchpoint',
    'repeat-purchase-rate?groupBy=campaign',
    'retention?groupBy=campaign',
    'churn?groupBy=campaign',
  ])('%s hides the store with app and chat, who are six people and not ten', async (report) => {
    const { groups } = (await routes.get(`metrics/${report}`)) as { groups: { group: string; suppressed: boolean }[] };
    expect(groups.map(({ group, suppressed }) => [group, suppressed])).toEqual([
      ['app', true],
      ['chat', true],
      ['store', true],
      ['web', false],
    ]);
  });

  it.each(['nps', 'surveys/nps/response-rate'])('%s of the store alone is hidden, too', async (report) => {
    expect(await routes.get(`metrics/${report}?touchpoint=store`)).toMatchObject({ suppressed: true, n: null });
    expect(await routes.get(`metrics/${report}?touchpoint=web`)).toMatchObject({ suppressed: false, n: 110 });
  });

  it('are judged by all who were invited where the time of some is not over, also where one is asked for by name', async () => {
    const open = { app: ['a', 8], chat: ['a', 8], store: ['s', 20], web: ['w', 60] } as const;
    await routes.arrive(
      ...Object.entries(open).flatMap(([touchpoint, [prefix, n]]) =>
        each(n, prefix, (customerId) => invited(customerId, '2026-05-25', { survey: 'open', touchpoint })),
      ),
    );
    const nothing = { value: null, n: null, suppressed: true, notYetObserved: null };
    const of = (query: string) => routes.get(`metrics/surveys/open/response-rate?${query}`);
    expect(await of('groupBy=touchpoint')).toMatchObject({
      groups: [
        { group: 'app', ...nothing },
        { group: 'chat', ...nothing },
        { group: 'store', ...nothing },
        { group: 'web', n: 0, notYetObserved: 60 },
      ],
    });
    expect(await of('touchpoint=store')).toMatchObject(nothing);
    expect(await of('touchpoint=web')).toMatchObject({ n: 0, notYetObserved: 60 });
  });

  it('hide a theme by period with the next one where the same few people named it in several', async () => {
    const months = { '2026-01': ['a', 8], '2026-02': ['a', 8], '2026-03': ['s', 20], '2026-04': ['w', 60] } as const;
    await routes.arrive(
      ...Object.entries(months).flatMap(([month, [prefix, n]]) =>
        each(n, prefix, (customerId) =>
          answered(customerId, 9, `${month}-05`, { survey: 'open', answers: { themes: ['delivery'] } }),
        ),
      ),
    );
    expect(await routes.get('metrics/themes?groupBy=month')).toMatchObject({
      themes: [{ group: '2026-04', theme: 'delivery', inAnswers: 60 }],
    });
  });

  it('hides it in cohorts, too', async () => {
    const { groups } = (await routes.get('metrics/cohorts?groupBy=campaign')) as {
      groups: { group: string; cohorts: { cohort: string; n: number | null }[] }[];
    };
    expect(groups.map(({ group, cohorts }) => [group, ...cohorts.map(({ n }) => n)])).toEqual([
      ['app', null],
      ['chat', null],
      ['store', null],
      ['web', 110],
    ]);
  });

  it('hides it from a target, as from its report', async () => {
    const wanted = { metric: 'nps', goal: 50, owner: 'ann', dueOn: '2026-12-31', days: 120 };
    const body = { ...wanted, groupBy: 'touchpoint', group: 'store' };
    const headers = { 'content-type': 'application/json', 'perennial-actor': 'bob', 'idempotency-key': 'k' };
    const { text } = await routes.ask('metrics/targets', { method: 'POST', body: JSON.stringify(body), headers });
    expect(JSON.parse(text)).toMatchObject({ suppressed: true, value: null, n: null, tooManyGroups: false });
  });
});
