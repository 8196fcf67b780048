import { customerUpserted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { answered, each, invited, SurveyRoutes } from './survey-routes.fixture.js';

describe('the NPS beside itself weighted for who did not answer', () => {
  let routes: SurveyRoutes;
  beforeEach(async () => {
    routes = await SurveyRoutes.start();
  });
  afterEach(() => routes?.stop());

  const lives = (customerId: string, country: string) => anEvent(customerUpserted, { data: { customerId, country } });

  it('shows the plain one, that of the invited, and the weighted one, by hand: 20 and 5', async () => {
    await routes.arrive(
      ...each(40, 'de', (customerId) => lives(customerId, 'DE')),
      ...each(160, 'fr', (customerId) => lives(customerId, 'FR')),
      ...each(40, 'de', (customerId) => invited(customerId, '2026-03-01')),
      ...each(160, 'fr', (customerId) => invited(customerId, '2026-03-01')),
      ...each(20, 'de', (customerId, index) => answered(customerId, index < 15 ? 9 : index < 18 ? 7 : 3, '2026-03-02')),
      ...each(30, 'fr', (customerId, index) => answered(customerId, index < 9 ? 9 : index < 18 ? 7 : 3, '2026-03-02')),
      // Everybody is asked once more, and is counted once; who may still answer is not counted, nor who was not invited.
      ...each(40, 'de', (customerId) => invited(customerId, '2026-03-05')),
      ...each(30, 'late', (customerId) => invited(customerId, '2026-05-25')),
      ...each(30, 'late', (customerId) => answered(customerId, 10, '2026-05-26')),
      ...each(20, 'x', () => answered(undefined, 10, '2026-03-02')),
    );
    expect(await routes.get('metrics/nps/weighted?by=country')).toMatchObject({
      plain: { value: 60, n: 100 },
      respondents: { value: 20, n: 50 },
      weighted: {
        value: expect.closeTo(5, 10),
        low: expect.closeTo(-19.4603, 4),
        classes: [
          { groups: ['DE'], invited: 40, answered: 20, responseRate: 0.5, weight: 0.2 },
          { groups: ['FR'], invited: 160, answered: 30, responseRate: 0.1875, weight: 0.8 },
        ],
      },
    });
  });

  it('counts the latest answer in time to the survey and touchpoint that was asked for', async () => {
    await routes.arrive(
      ...each(12, 'c', (customerId) => invited(customerId, '2026-03-01', { touchpoint: 'delivery' })),
      ...each(12, 'c', (customerId) => answered(customerId, 3, '2026-03-02', { touchpoint: 'delivery' })),
      ...each(12, 'c', (customerId) => answered(customerId, 9, '2026-03-03', { touchpoint: 'delivery' })),
      ...each(12, 'c', (customerId) => answered(customerId, 3, '2026-03-04', { touchpoint: 'store' })),
      ...each(12, 'c', (customerId) =>
        answered(customerId, 3, '2026-03-05', { touchpoint: 'delivery', survey: 'csat' }),
      ),
      ...each(12, 'c', (customerId) => answered(customerId, 3, '2026-03-20', { touchpoint: 'delivery' })),
    );
    expect(await routes.get('metrics/nps/weighted?by=tier&to=2026-03-10')).toMatchObject({
      respondents: { value: 100, n: 12 },
      weighted: null,
    });
  });

  it('does not tell the plain one where it would tell of the few who answered unasked', async () => {
    await routes.arrive(
      ...each(12, 'c', (customerId) => invited(customerId, '2026-03-01')),
      ...each(12, 'c', (customerId) => answered(customerId, 9, '2026-03-02')),
      ...each(3, 'unasked', (customerId) => answered(customerId, 1, '2026-03-02')),
    );
    expect(await routes.get('metrics/nps/weighted?by=country')).toMatchObject({
      plain: null,
      respondents: { value: 100, n: 12 },
    });
  });

  it('tells nothing of a touchpoint that the report by touchpoint hides', async () => {
    const of = (touchpoint: string, n: number) =>
      each(n, touchpoint, (customerId) => [
        invited(customerId, '2026-03-01', { touchpoint }),
        answered(customerId, 9, '2026-03-02', { touchpoint }),
      ]).flat();
    await routes.arrive(...of('a', 3), ...of('b', 11), ...of('d', 30));
    const nothing = { plain: null, respondents: null, weighted: null };
    expect(await routes.get('metrics/nps/weighted?by=country&touchpoint=b')).toMatchObject(nothing);
    expect(await routes.get('metrics/nps/weighted?by=country&touchpoint=d')).toMatchObject({ respondents: { n: 30 } });
  });

  it('tells nothing of fewer than 10 answers, and weighs by what puts everybody into one group only', async () => {
    await routes.arrive(
      ...each(9, 'c', (customerId) => invited(customerId, '2026-03-01')),
      ...each(9, 'c', (customerId) => answered(customerId, 9, '2026-03-02')),
    );
    expect(await routes.get('metrics/nps/weighted?by=attribute:vip')).toMatchObject({
      ...{ plain: null, respondents: null, weighted: null },
    });
    expect(await routes.ask('metrics/nps/weighted?by=campaign')).toMatchObject({ status: 400 });
    expect(await routes.ask('metrics/nps/weighted')).toMatchObject({ status: 400 });
  });
});
