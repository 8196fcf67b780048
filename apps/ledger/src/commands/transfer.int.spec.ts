import { customerErased, customerMerged, pointsTransferred } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW } from './commands-rig.fixture.js';

let rig: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start();
});
beforeEach(() => rig.clock.set(NOW));
afterAll(() => rig?.stop());

const give = (from: string, to: string, points: number) => rig.post(`members/${from}/transfers`, { to, points });

describe('a transfer between members', () => {
  it('moves points with their dates, soonest to expire first, and tells both', async () => {
    await rig.earn('ada', 30, '2026-12-05T10:00:00Z');
    await rig.earn('ada', 20);
    await rig.earn('bea', 1);
    expect(await give('ada', 'bea', 40)).toMatchObject({
      status: 201,
      body: { points: 40, balance: { available: 10 } },
    });
    rig.clock.advance({ ms: 1 });
    expect(await rig.get('members/bea')).toMatchObject({
      body: {
        transferred: 40,
        lots: [
          { points: 30, availableAt: '2026-12-05T10:00:00.000Z', expiresAt: '2028-01-01T00:00:00.000Z' },
          { points: 11, availableAt: '2027-03-10T11:00:00.000Z', expiresAt: '2028-04-01T00:00:00.000Z' },
        ],
      },
    });
    const told = await rig.published(pointsTransferred.topic);
    expect(told.map(({ data }) => [data['customerId'], data['points'], data['memberSequence']]).sort()).toEqual([
      ['ada', -40, 1],
      ['bea', 40, 1],
    ]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it.each([
    ['of more than there is', 'cem', 'dot', 11, 409, 'INSUFFICIENT_POINTS'],
    ['to oneself', 'cem', 'cem', 1, 422, 'TRANSFER_TO_ONESELF'],
    ['to somebody nobody has named', 'cem', 'nobody', 1, 404, 'UNKNOWN_MEMBER'],
    ['of somebody nobody has named', 'nobody', 'cem', 1, 404, 'UNKNOWN_MEMBER'],
    ['of no points', 'cem', 'dot', 0, 400, 'INVALID_REQUEST'],
  ])('%s is refused', async (_title, from, to, points, status, code) => {
    if ((await rig.available('cem')) === undefined) {
      await rig.earn('cem', 10);
      await rig.earn('dot', 10);
    }
    expect(await give(from, to, points)).toMatchObject({ status, body: { code } });
  });

  it('in a circle of three, all at once, deadlocks nobody and loses nothing', async () => {
    const members = ['eve', 'fay', 'gil'];
    for (const each of members) await rig.earn(each, 100);
    const rounds = Array.from({ length: 8 }, () => members.map((each, n) => give(each, members[(n + 1) % 3]!, 5)));
    const answers = await Promise.all(rounds.flat());
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    rig.clock.advance({ minutes: 1 });
    expect(await Promise.all(members.map((each) => rig.available(each)))).toEqual([100, 100, 100]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('of somebody who was merged is one of the member merged into, who cannot give to themselves that way', async () => {
    await rig.earn('hal', 40);
    await rig.earn('ida', 10);
    await rig.earn('jo', 1);
    const data = { fromCustomerId: 'hal', intoCustomerId: 'ida' };
    await rig.handle(anEvent(customerMerged, { time: '2027-03-10T11:59:00Z', data }));
    expect(await give('hal', 'jo', 45)).toMatchObject({ status: 201, body: { balance: { available: 5 } } });
    rig.clock.advance({ ms: 10 });
    expect([await rig.available('hal'), await rig.available('ida'), await rig.available('jo')]).toEqual([0, 5, 46]);
    expect(await give('ida', 'hal', 1)).toMatchObject({ status: 422, body: { code: 'TRANSFER_TO_ONESELF' } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });
});

describe('somebody who was forgotten', () => {
  it('can neither redeem nor be given anything: 404', async () => {
    await rig.earn('kim', 100);
    await rig.earn('lea', 100);
    await rig.handle(anEvent(customerErased, { time: '2027-03-10T11:59:00Z', data: { customerId: 'kim' } }));
    rig.clock.advance({ minutes: 1 });
    for (const answer of [await give('kim', 'lea', 1), await give('lea', 'kim', 1)])
      expect(answer).toMatchObject({ status: 404, body: { code: 'UNKNOWN_MEMBER' } });
  });
});
