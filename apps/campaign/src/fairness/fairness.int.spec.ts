import { customerErased, customerUpserted, type Envelope } from '@perennial/contracts';
import { anEvent, randomOf, settableClock } from '@perennial/testing';

import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { BEGIN, CAMPAIGN_ID, DAY_MS, generatedCustomers, programmeWith } from '../results/experiment.fixture.js';

const NOW = '2027-05-01T00:00:00Z';
const { told, events } = generatedCustomers(120, 3);
const issues = events.filter(({ type }) => type.startsWith('commerce.service-issue'));

/** Of whom which country is known, and who said no to offers; of the last four nothing. */
const countryOf = (index: number): string | undefined =>
  index >= 116 ? undefined : index < 60 ? 'DE' : index < 100 ? 'US' : 'FR';
/** Further records of customers, told of before their profiles. */
const merges = events.filter(
  ({ type, subject }) =>
    type.startsWith('commerce.customer') &&
    told.some(({ customerId }, index) => subject === `${customerId}-also` && index < 116),
);
const saidNo = (index: number): boolean => index % 5 === 0;
const profiles = told.flatMap(({ customerId }, index): Envelope[] => {
  const country = countryOf(index);
  if (country === undefined) return [];
  const data = { customerId, country, consents: { offers: !saidNo(index) }, attributes: { size: index % 2, bag: {} } };
  return [
    anEvent(customerUpserted, { data, time: new Date(BEGIN + DAY_MS).toISOString(), id: `${customerId}-profile` }),
  ];
});

type Share = { readonly value: number; readonly difference: { readonly value: number } | null } | null;
interface Group {
  readonly group: string | null;
  readonly suppressed: boolean;
  readonly candidates: number | null;
  readonly offered: Share;
  readonly heldOut: Share;
  readonly withheld: Share;
  readonly skipped: Share;
  readonly worth: readonly unknown[];
}
type Report = Group & { readonly groups: readonly Group[] };

/** What is to come of candidates. */
const expectedOf = (indexes: readonly number[]) => {
  const [skipped, asked] = [indexes.filter(saidNo), indexes.filter((index) => !saidNo(index))];
  const offered = asked.filter((index) => told[index]!.arm === 'treatment').length;
  const n = indexes.length;
  return {
    candidates: n,
    ...{ offered: { value: offered / n }, heldOut: { value: (asked.length - offered) / n } },
    ...{ withheld: { value: 0 }, skipped: { value: skipped.length / n } },
    worth: [{ currency: 'USD', n: offered, meanMinor: 700 }],
  };
};
const indexes = told.map((_, index) => index);
const of = (country: string) => indexes.filter((index) => countryOf(index) === country);

describe('who gets the offers of a campaign', () => {
  let routes: CampaignRoutes;
  const started: CampaignRoutes[] = [];
  async function arrived(...chunks: readonly (readonly Envelope[])[]): Promise<CampaignRoutes> {
    const one = await CampaignRoutes.start(programmeWith(), settableClock(NOW));
    started.push(one);
    for (const chunk of chunks) await one.service.arrive(...chunk);
    return one;
  }
  const fairness = async (query: string, asked = routes): Promise<Report> =>
    (await asked.get(`campaigns/${CAMPAIGN_ID}/fairness?${query}`)) as Report;

  beforeAll(async () => {
    routes = await arrived(profiles, issues, merges);
  });
  afterAll(async () => {
    for (const one of started) await one.end();
  });

  it('is told by country, each customer once, with what came of them', async () => {
    const { groups, ...whole } = await fairness('groupBy=country');
    const [german, french, american, unknown] = groups;
    expect(german).toMatchObject({ group: 'DE', suppressed: false, ...expectedOf(of('DE')) });
    expect(american).toMatchObject({ group: 'US', suppressed: false, ...expectedOf(of('US')) });
    const rest = indexes.filter((index) => countryOf(index) !== 'DE');
    expect(german?.offered?.difference?.value).toBeCloseTo(german!.offered!.value - expectedOfAll(rest), 12);
    // Of the four of whom nothing is known the whole less the others would tell: so the 16 of France are hidden, too.
    expect([french, unknown]).toMatchObject([
      { group: 'FR', suppressed: true, candidates: null, offered: null, worth: [] },
      { group: null, suppressed: true, candidates: null, offered: null, worth: [] },
    ]);
    expect(whole).toMatchObject({ suppressed: false, candidates: 120, minimumN: 10, groupBy: 'country' });
  });

  /** Of those of whom nothing is known nobody said no. */
  function expectedOfAll(some: readonly number[]): number {
    const offered = some.filter(
      (index) => (countryOf(index) === undefined || !saidNo(index)) && told[index]!.arm === 'treatment',
    );
    return offered.length / some.length;
  }

  it('is told by an attribute of the customer; of a list or an object there are no groups', async () => {
    const { groups } = await fairness('groupBy=attribute:size');
    expect(groups.map(({ group }) => group)).toEqual(['0', '1', null]);
    expect((await fairness('groupBy=attribute:bag')).groups).toMatchObject([{ group: null, candidates: 120 }]);
  });

  it('is told by tier and segment: where nobody has any, of everybody', async () => {
    for (const by of ['tier', 'segment'])
      expect((await fairness(`groupBy=${by}`)).groups).toMatchObject([{ group: null, candidates: 120 }]);
  });

  it('is of the candidates of the days from and to, both inclusive', async () => {
    const { candidates } = await fairness('groupBy=tier&from=2027-01-15&to=2027-01-31');
    const from = Date.parse('2027-01-15T00:00:00Z');
    const those = told.filter(({ assignedAt }) => assignedAt >= from && assignedAt < from + 17 * DAY_MS);
    expect(candidates).toBe(those.length);
  });

  it('is the same for every order of arrival, and when everything arrives twice', async () => {
    const { shuffled } = randomOf(4, 'arrival');
    const other = await arrived(
      shuffled(profiles),
      shuffled([...issues, ...issues]),
      shuffled(profiles),
      shuffled(merges),
    );
    expect(await fairness('groupBy=country', other)).toEqual(await fairness('groupBy=country'));
  });

  it('forgets whoever is forgotten', async () => {
    const data = { customerId: told[1]!.customerId };
    const other = await arrived(profiles, issues, [anEvent(customerErased, { data, time: NOW })]);
    expect((await fairness('groupBy=tier', other)).candidates).toBe(119);
  });

  it('is to be had as a file, a line for each group and currency', async () => {
    const response = await routes.ask(`campaigns/${CAMPAIGN_ID}/fairness?groupBy=country&format=csv`);
    const lines = (await response.text()).split('\r\n');
    expect(lines[0]).toMatch(/^group,suppressed,candidates,offered,offered.low,offered.high,offered.difference,/);
    expect(lines[0]).toMatch(/,currency,worth.n,worth.meanMinor,worth.meanMinor.low,/);
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 3).join())).toEqual([
      ...['DE,false,60', 'FR,true,', 'US,false,40', ',true,', ''],
    ]);
    expect(new Set(lines.slice(0, 5).map((line) => line.split(',').length))).toEqual(new Set([35]));
  });

  it.each([
    ['none/fairness?groupBy=tier', 404, 'UNKNOWN_CAMPAIGN'],
    [`${CAMPAIGN_ID}/fairness`, 400, 'INVALID_REQUEST'],
    [`${CAMPAIGN_ID}/fairness?groupBy=shoes`, 400, 'INVALID_REQUEST'],
    [`${CAMPAIGN_ID}/fairness?groupBy=tier&from=2027-02-02&to=2027-02-01`, 400, 'INVALID_REQUEST'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const response = await routes.ask(`campaigns/${path}`);
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ code })]);
  });
});
