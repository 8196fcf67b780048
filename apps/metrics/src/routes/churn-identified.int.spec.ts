import { Database } from '@perennial/persistence';

import { refitHere } from '../jobs/refit-here.fixture.js';
import { bought, each, SurveyRoutes } from './survey-routes.fixture.js';

const dayOf = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);

/** Every twenty days until June: nobody of them is missed. */
const regulars = each(110, 'regular', (customerId, index) =>
  Array.from({ length: 7 }, (_, n) =>
    bought(customerId, `${customerId}-${n}`, dayOf(20 * n + (index % 29)), {
      currency: 'USD',
      totalMinor: 900 + index,
    }),
  ),
).flat();
/** Twelve who are faithful, and 108 who bought every week of January and then no more. */
const leavers = each(120, 'leaver', (customerId, index) =>
  Array.from({ length: index < 12 ? 20 : 4 }, (_, n) =>
    bought(customerId, `${customerId}-${n}`, dayOf(7 * n + (index % 7)), { currency: 'EUR', totalMinor: 900 + index }),
  ),
).flat();

interface Told {
  readonly currency: string;
  readonly dropoutIdentified: boolean;
  readonly mean: number;
  readonly likelyLost: number;
}

describe('whether the data show that anybody gives up', () => {
  let routes: SurveyRoutes;
  beforeAll(async () => {
    routes = await SurveyRoutes.start();
    await routes.arrive(...regulars, ...leavers);
    await refitHere(routes.database.db, routes.clock());
  });
  afterAll(() => routes?.stop());

  const expected = [
    { currency: 'EUR', dropoutIdentified: true, mean: expect.closeTo(0.96, 2) },
    { currency: 'USD', dropoutIdentified: false, likelyLost: 0, mean: 0 },
  ];

  it('is told beside every risk; where it does not, nobody is called lost', async () => {
    const sorted = (told: readonly Told[]) => told.toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
    const { currencies } = (await routes.get('metrics/churn')) as { currencies: Told[] };
    const { churn } = (await routes.get('metrics/retention')) as { churn: Told[] };
    expect(sorted(currencies)).toMatchObject(expected);
    expect(sorted(churn)).toMatchObject(expected);
    const { groups } = (await routes.get('metrics/churn?groupBy=cohort&currency=USD')) as { groups: Told[] };
    expect(groups).toMatchObject([{ dropoutIdentified: false, mean: 0 }]);
  });

  it('is a column of the CSV export', async () => {
    const [header = '', ...lines] = (await routes.ask('metrics/churn?format=csv')).text.trim().split('\r\n');
    const at = header.split(',').indexOf('dropoutIdentified');
    expect(lines.map((line) => line.split(',')[at]).toSorted()).toEqual(['false', 'true']);
  });

  it('is told with the models of the summary and of value, and a customer is forecast by what it says', async () => {
    const { currencies } = (await routes.get('metrics/summary')) as { currencies: object[] };
    expect(currencies).toMatchObject([
      { currency: 'EUR', model: { mbgNbd: { dropoutIdentified: true } } },
      { currency: 'USD', model: { mbgNbd: { dropoutIdentified: false, forecastParameters: { a: 0, b: 1 } } } },
    ]);
    const { currencies: valued } = (await routes.get('metrics/clv')) as { currencies: object[] };
    expect(valued).toMatchObject([{ model: { churnIdentified: true } }, { model: { churnIdentified: false } }]);
    expect(await routes.get('members/regular-0/metrics')).toMatchObject({
      projections: [{ currency: 'USD', pAlive: 1, pAliveMbg: 1 }],
    });
  });

  it('models of builds that forecast by the parameters of the fit still do', async () => {
    const owner = await Database.connect({ url: routes.database.ownerUrl, applicationName: 'spec' });
    try {
      await owner.query(
        `update model set fit = fit #- '{purchases,forecastParameters}' #- '{purchasesMbg,forecastParameters}'`,
      );
    } finally {
      await owner.close();
    }
    const { currencies } = (await routes.get('metrics/churn?currency=EUR')) as { currencies: Told[] };
    expect(currencies).toMatchObject([expected[0]]);
  });
});
