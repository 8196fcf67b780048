import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { identityOf, type Envelope } from '@perennial/contracts';
import { buys, type Decision } from '@perennial/oracle';

import type { ChaosHistory } from '../load/histories.js';
import { compareMembers, type Comparison } from './members.js';

const purchase = buys('h0-ann', 'h0-o', '2036-05-20T10:00:00Z', 100_000);
const history: ChaosHistory = {
  ...{ name: 'h0', events: [purchase], besides: [], asOf: [], customers: ['h0-ann'], deciders: ['h0-ann'] },
};
const asOf = '2036-06-15T12:00:00.000Z';

/** 1 point per full 10 USD, gone on the first of the 13th month after. */
const right = {
  customerId: 'h0-ann',
  balance: { available: 100, pending: 0, reserved: 0, debt: 0 },
  ...{ earned: 100, redeemed: 0, expired: 0, clawedBack: 0, adjusted: 0, transferred: 0, reinstated: 0 },
  tier: { id: 'silver', since: purchase.time, qualifyingPoints: 100, next: { id: 'gold', missing: 200 } },
  lots: [{ points: 100, availableAt: '2036-05-20T10:00:00.000Z', expiresAt: '2037-06-01T00:00:00.000Z' }],
  achievements: [],
  asOf,
};

describe('the comparison with the oracle', () => {
  let service: Server;
  let answer: { status: number; body: object } = { status: 200, body: right };
  beforeAll(async () => {
    service = createServer((_request, response) => {
      response.statusCode = answer.status;
      response.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => service.close(resolve)));

  function compared(
    accepted: readonly Envelope[] = [purchase],
    decisions: readonly Decision[] = [],
  ): Promise<Comparison> {
    return compareMembers(
      {
        ...{ programme: 'jeweller', histories: [history] },
        url: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
        accepted: new Map(accepted.map((event) => [identityOf(event), event])),
        decisions: new Map([['h0', decisions]]),
        rateChanges: [],
      },
      () => undefined,
    );
  }

  it('finds nothing where the service says what the oracle expects', async () => {
    answer = { status: 200, body: right };
    expect(await compared()).toEqual({ members: 1, questions: 1, differences: [] });
  });

  it.each([
    ['a point too many', { balance: { ...right.balance, available: 101 } }],
    ['points earned twice', { earned: 200 }],
    ['a lot that lives for a day too long', { lots: [{ ...right.lots[0], expiresAt: '2037-06-02T00:00:00.000Z' }] }],
    ['another tier', { tier: { ...right.tier, id: 'gold' } }],
    ['points missing for the next tier', { tier: { ...right.tier, next: { id: 'gold', missing: 199 } } }],
    ['a debt', { balance: { ...right.balance, debt: 1 } }],
  ])('finds %s, and tells the history', async (_what, wrong) => {
    answer = { status: 200, body: { ...right, ...wrong } };
    const { differences } = await compared();
    expect(differences).toMatchObject([{ customerId: 'h0-ann', asOf, history: { events: [purchase] } }]);
  });

  it('finds a member whom nobody knows although an event of theirs was accepted', async () => {
    answer = { status: 404, body: {} };
    expect((await compared()).differences).toMatchObject([{ customerId: 'h0-ann', said: 'UNKNOWN_MEMBER' }]);
  });

  it('finds points of an event that was not accepted, and a decision that took nothing', async () => {
    answer = { status: 200, body: right };
    expect((await compared([])).differences).toHaveLength(1);
    const at = Date.parse('2036-06-15T11:00:00Z');
    const redemption = {
      kind: 'redemption',
      id: 'd-1',
      at,
      customerId: 'h0-ann',
      rewardId: 'gift-box',
      points: 50,
    } as const;
    expect((await compared([purchase], [redemption])).differences).toHaveLength(1);
  });
});
