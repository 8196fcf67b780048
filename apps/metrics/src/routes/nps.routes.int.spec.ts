import { customerUpserted, surveyAnswered } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { answered, bought, each, SurveyRoutes } from './survey-routes.fixture.js';

describe('what is answered about the NPS', () => {
  let routes: SurveyRoutes;
  beforeEach(async () => {
    routes = await SurveyRoutes.start();
  });
  afterEach(() => routes?.stop());

  it('the NPS of 70 % promoters and 15 % detractors is 55, anonymous answers among them', async () => {
    await routes.arrive(
      ...each(14, 'fan', (customerId) => answered(customerId, 9, '2026-03-01')),
      ...each(3, 'calm', (customerId) => answered(customerId, 7, '2026-03-01')),
      ...each(3, 'anonymous', () => answered(undefined, 6, '2026-03-01')),
    );
    const expected = { value: 55, n: 20, promoters: 14, passives: 3, detractors: 3, suppressed: false };
    expect(await routes.get('metrics/nps')).toMatchObject({
      survey: 'nps',
      from: null,
      to: null,
      minimumN: 10,
      ...expected,
    });
    expect(await routes.get('metrics/nps?from=2026-03-01&to=2026-03-01')).toMatchObject({
      from: '2026-03-01',
      ...expected,
    });
    expect(await routes.get('metrics/nps?from=2026-03-02')).toMatchObject({ value: null, n: 0, suppressed: false });
    expect(await routes.get('metrics/nps?to=2026-02-28')).toMatchObject({ value: null, n: 0 });
  });

  it('the NPS of 90 promoters and 40 detractors of 200 has the interval 14.3772 to 35.6228', async () => {
    const score = (index: number) => (index < 90 ? 10 : index < 160 ? 8 : 0);
    await routes.arrive(...each(200, 'c', (customerId, index) => answered(customerId, score(index), '2026-03-01')));
    expect(await routes.get('metrics/nps')).toMatchObject({
      value: 25,
      low: expect.closeTo(14.3772, 4),
      high: expect.closeTo(35.6228, 4),
      adjusted: { value: expect.closeTo(24.6305, 4), low: expect.closeTo(14.09, 4), high: expect.closeTo(35.1711, 4) },
    });
  });

  it('the latest answer of everybody counts, by the order of things and in each period, whatever came first', async () => {
    const early = each(10, 'c', (customerId) => answered(customerId, 0, '2026-03-01'));
    const late = each(10, 'c', (customerId) => answered(customerId, 10, '2026-03-20'));
    const next = each(10, 'c', (customerId) => answered(customerId, 8, '2026-04-02'));
    await routes.arrive(...next);
    await routes.arrive(...late);
    await routes.arrive(...early);
    expect(await routes.get('metrics/nps?groupBy=month')).toMatchObject({
      ...{ value: 0, n: 10 },
      groups: [
        { group: '2026-03', value: 100, n: 10 },
        { group: '2026-04', value: 0, n: 10 },
      ],
    });
    expect(await routes.get('metrics/nps?groupBy=week&from=2026-03-01&to=2026-03-31&compare=previous')).toMatchObject({
      groups: [
        { group: '2026-02-23', value: -100, change: null },
        { group: '2026-03-16', value: 100, previous: { n: 0 }, change: null },
      ],
    });
    expect(await routes.get('metrics/nps?groupBy=month&from=2026-03-01&to=2026-04-30&compare=previous')).toMatchObject({
      groups: [{ change: null }, { change: { value: -100 } }],
    });
  });

  it('an answer at the same instant as another of the same person is the later one by source and id, in any order', async () => {
    const at = { time: '2026-03-01T12:00:00Z', source: '/shop' };
    const data = { survey: 'nps', touchpoint: undefined, orderId: undefined };
    const events = each(10, 'c', (customerId) => [
      anEvent(surveyAnswered, { ...at, id: `${customerId}-b`, data: { ...data, customerId, score: 10 } }),
      anEvent(surveyAnswered, { ...at, id: `${customerId}-a`, data: { ...data, customerId, score: 0 } }),
    ]).flat();
    await routes.arrive(...events.slice(0, 10));
    await routes.arrive(...events.slice(10).reverse());
    expect(await routes.get('metrics/nps')).toMatchObject({ value: 100, n: 10 });
  });

  it('groups are of touchpoint, location, channel of the order, country and any attribute; the change is of each', async () => {
    const people = each(40, 'c', (customerId, index) => ({ customerId, isFirst: index < 20, orderId: `o-${index}` }));
    await routes.arrive(
      ...people.map(({ customerId, isFirst }) =>
        anEvent(customerUpserted, {
          data: {
            customerId,
            country: isFirst ? 'GB' : 'US',
            attributes: isFirst ? { metal: 'gold' } : { metal: 18, x: [1] },
          },
        }),
      ),
      ...people.map(({ customerId, isFirst, orderId }) =>
        bought(customerId, orderId, '2026-02-01', { channel: isFirst ? 'store' : 'app' }),
      ),
      ...people.map(({ customerId, isFirst, orderId }) => {
        const more = { orderId, touchpoint: isFirst ? 'till' : 'parcel', locationId: isFirst ? 'soho' : undefined };
        return answered(customerId, isFirst ? 10 : 0, '2026-03-02', more);
      }),
      ...people.map(({ customerId, isFirst }) => answered(customerId, isFirst ? 7 : 0, '2026-03-01')),
    );
    const groups = async (groupBy: string) => {
      const days = 'from=2026-03-02&to=2026-03-02&compare=previous';
      const body = (await routes.get(`metrics/nps?${days}&groupBy=${groupBy}`)) as {
        groups: { group: string | null; value: number; change: { value: number } | null }[];
      };
      return body.groups.map(({ group, value, change }) => [group, value, change?.value]);
    };
    expect(await groups('country')).toEqual([
      ['GB', 100, 100],
      ['US', -100, 0],
    ]);
    expect(await groups('attribute:metal')).toEqual([
      ['18', -100, 0],
      ['gold', 100, 100],
    ]);
    expect(await groups('attribute:x')).toEqual([[null, 0, 50]]);
    expect(await groups('touchpoint')).toEqual([
      ['parcel', -100, undefined],
      ['till', 100, undefined],
    ]);
    expect(await groups('location')).toEqual([
      ['soho', 100, undefined],
      [null, -100, -50],
    ]);
    expect(await groups('channel')).toEqual([
      ['app', -100, undefined],
      ['store', 100, undefined],
    ]);
    expect(await routes.get('metrics/nps?touchpoint=till&location=soho')).toMatchObject({ value: 100, n: 20 });
    const body = await routes.get('metrics/nps?from=2026-03-02&to=2026-03-02&compare=previous');
    const expected = { value: 0, change: { value: 50 }, previous: { value: -50 } };
    expect(body).toMatchObject({ ...expected, previousFrom: '2026-03-01', previousTo: '2026-03-01' });
  });

  it('an attribute that is true and one that is the text "true" are one group, as 18 and the text "18" are', async () => {
    const people = each(20, 'c', (customerId, index) => ({ customerId, isFirst: index < 10 }));
    await routes.arrive(
      ...people.map(({ customerId, isFirst }) =>
        anEvent(customerUpserted, {
          data: { customerId, attributes: isFirst ? { vip: true, size: 18 } : { vip: 'true', size: '18' } },
        }),
      ),
      ...people.map(({ customerId }) => answered(customerId, 10, '2026-03-02')),
    );
    for (const [name, group] of [
      ['vip', 'true'],
      ['size', '18'],
    ])
      expect(await routes.get(`metrics/nps?groupBy=attribute:${name}`)).toMatchObject({ groups: [{ group, n: 20 }] });
  });

  it('nothing is told of 9 people, nor of those whom the rest would tell', async () => {
    await routes.arrive(
      ...each(3, 'a', (customerId) => answered(customerId, 0, '2026-03-01', { touchpoint: 'a' })),
      ...each(11, 'b', (customerId) => answered(customerId, 10, '2026-03-01', { touchpoint: 'b' })),
      ...each(30, 'd', (customerId) => answered(customerId, 10, '2026-03-01', { touchpoint: '=d' })),
    );
    const nothing = { value: null, n: null, low: null, high: null, promoters: null, adjusted: null, suppressed: true };
    expect(await routes.get('metrics/nps?groupBy=touchpoint')).toMatchObject({
      ...{ n: 44, suppressed: false },
      groups: [
        { group: '=d', value: 100, n: 30 },
        { group: 'a', ...nothing },
        { group: 'b', ...nothing },
      ],
    });
    // Asked for one by one, the parts would tell what their report does not.
    for (const asked of ['nps?touchpoint=a', 'nps?touchpoint=b', 'nps?touchpoint=b&groupBy=location'])
      expect(await routes.get(`metrics/${asked}`)).toMatchObject(nothing);
    expect(await routes.get('metrics/nps?touchpoint=b&groupBy=month')).toMatchObject({ ...nothing, groups: [] });
    expect(await routes.get('metrics/nps?touchpoint=%3Dd')).toMatchObject({ value: 100, n: 30 });
    const { text: filtered } = await routes.ask('metrics/nps?touchpoint=b&format=csv');
    expect(filtered.split('\r\n')[1]?.split(',').slice(0, 3)).toEqual(['', 'true', '']);
    const { text } = await routes.ask('metrics/nps?groupBy=touchpoint&format=csv');
    expect(text.split('\r\n').map((line) => line.split(',').slice(0, 4))).toEqual([
      ['group', 'suppressed', 'value', 'n'],
      ["'=d", 'false', '100', '30'],
      ['a', 'true', '', ''],
      ['b', 'true', '', ''],
      [''],
    ]);
  });

  it('of two spans of days nothing is told where one of them would tell of a part of its few', async () => {
    await routes.arrive(
      ...each(3, 'a', (customerId) => answered(customerId, 0, '2026-03-01', { touchpoint: 'a' })),
      ...each(11, 'b', (customerId) => answered(customerId, 10, '2026-03-01', { touchpoint: 'b' })),
      ...each(30, 'd', (customerId) => answered(customerId, 10, '2026-03-01', { touchpoint: 'd' })),
      ...each(12, 'b', (customerId) => answered(customerId, 10, '2026-03-11', { touchpoint: 'b' })),
    );
    const days = 'touchpoint=b&from=2026-03-11&to=2026-03-20';
    expect(await routes.get(`metrics/nps?${days}`)).toMatchObject({ n: 12, suppressed: false });
    expect(await routes.get(`metrics/nps?${days}&compare=previous`)).toMatchObject({ n: null, suppressed: true });
  });

  it('more than 1,000 groups are 422 TOO_MANY_GROUPS', async () => {
    await routes.arrive(
      ...each(1_000, 'c', (customerId) => answered(customerId, 9, '2026-03-01', { touchpoint: customerId })),
    );
    expect((await routes.ask('metrics/nps?groupBy=touchpoint')).status).toBe(200);
    await routes.arrive(answered('one-more', 9, '2026-03-01', { touchpoint: 'one more' }));
    const { status, text } = await routes.ask('metrics/nps?groupBy=touchpoint');
    expect(status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({ code: 'TOO_MANY_GROUPS' });
  });
});
