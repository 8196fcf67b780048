import {
  customerErased,
  purchaseCancelled,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  type Envelope,
} from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { anEvent } from '@perennial/testing';

import { explainEvent } from '../store/explain-event.js';
import { findAccounts } from '../store/queries/find-accounts.js';
import { jewellerWith, ProgrammeRig, structured } from './programme-rig.fixture.js';

let rig: ProgrammeRig;
beforeAll(async () => {
  rig = await ProgrammeRig.start();
  await rig.deliver(
    bought('ada', 'a-1', 295_000, '2027-02-01T00:00:00Z'),
    bought('ada', 'a-2', 2_000, '2027-03-01T00:00:00Z'),
    anEvent(referralCreated, { time: '2027-03-02T00:00:00Z', data: { referrerId: 'ada', refereeId: 'ben' } }),
  );
});
afterAll(() => rig?.stop());

function bought(customerId: string | undefined, orderId: string, totalMinor: number, time: string, id = orderId) {
  return anEvent(purchaseCompleted, {
    ...{ id, time },
    data: { orderId, customerId, currency: 'USD', totalMinor, lines: undefined },
  });
}
const returned = (orderId: string, amountMinor: number, time = '2027-05-01T00:00:00Z') =>
  anEvent(returnCompleted, {
    time,
    data: { orderId, customerId: undefined, currency: 'USD', amountMinor, lines: undefined },
  });
const simulate = (event: Envelope, document?: string) => rig.simulate(structured(event), document);

describe('POST /v1/programme/simulate', () => {
  it('writes nothing: the rows of every table are what they were, whatever the event', async () => {
    const before = await rig.digests();
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['fact', 'transfer', 'inbox', 'outbox', 'member', 'lot']),
    );
    await simulate(bought('ada', 'a-3', 10_000, '2027-05-01T00:00:00Z'));
    await simulate(bought('new', 'n-1', 10_000, '2027-05-01T00:00:00Z'));
    await simulate(bought('ben', 'b-1', 10_000, '2027-05-01T00:00:00Z'));
    await simulate(bought('ada', 'a-0', 300_000, '2027-01-01T00:00:00Z'), jewellerWith(2));
    await simulate(returned('a-1', 1_000));
    await simulate(returned('unheard-of', 1_000));
    await simulate(
      anEvent(purchaseCancelled, { time: '2027-05-01T00:00:00Z', data: { orderId: 'a-1', customerId: 'ada' } }),
    );
    await expect(simulate(bought('ben', 'a-1', 1, '2027-05-01T00:00:00Z', 'x'))).rejects.toThrow();
    expect(await rig.digests()).toEqual(before);
    await expect(rig.member('new')).rejects.toMatchObject({ code: 'UNKNOWN_MEMBER' });
  });

  it.each([
    ['a purchase', () => bought('ada', 's-1', 10_000, '2027-05-02T00:00:00Z')],
    ['a late purchase that makes later ones worth more', () => bought('ada', 's-2', 300_000, '2027-01-02T00:00:00Z')],
    ['the first purchase of somebody new', () => bought('eve', 's-3', 10_000, '2027-05-02T00:00:00Z')],
    ['a return that names nobody', () => returned('a-2', 1_500)],
    [
      'a review',
      () => anEvent(reviewPublished, { time: '2027-05-02T00:00:00Z', data: { customerId: 'ada', verified: true } }),
    ],
    ['a purchase that lies ahead', () => bought('ada', 's-4', 20_000, '2027-06-01T20:00:00Z')],
    ["a friend's qualifying purchase", () => bought('ben', 's-5', 20_000, '2027-05-03T00:00:00Z')],
  ])('says what live then does: %s', async (_title, eventOf) => {
    const event = eventOf();
    const preview = await simulate(event);
    rig.published.splice(0);
    const [live] = await rig.deliver(event);
    expect(live?.outcome).toBe('handled');
    expect(JSON.parse(JSON.stringify(preview.messages))).toEqual(JSON.parse(JSON.stringify(rig.published)));
    expect(preview.messages.length).toBeGreaterThan(0);
    const customerId = preview.customerId ?? '';
    const { rules, outcome, programmeVersion } = await rig.explain(customerId, event);
    expect(preview).toMatchObject({ rules, outcome, programmeVersion });
    const now = rig.now;
    if (event.at > now.getTime()) rig.now = new Date(event.at);
    const { balance, tier } = await rig.member(customerId);
    rig.now = now;
    expect(preview).toMatchObject({ balance, tier });
  });

  it('asks for nothing that is not shown: what others did about the same things, and what was known before', async () => {
    const asked: string[] = [];
    const watched = (tx: Tx): Tx => ({
      query: (sql, params, name) => {
        asked.push(name ?? '');
        return tx.query(sql, params, name);
      },
    });
    const programmes = await rig.programmes.inForce(rig.db);
    const { accounts } = await findAccounts(rig.db, ['ada']);
    const of = { ...bought('ada', 'a-1', 295_000, '2027-02-01T00:00:00Z'), now: rig.now };
    expect(await explainEvent(watched(rig.db), programmes, accounts.get('ada') ?? '', of)).toMatchObject({
      rules: [{}],
    });
    expect(asked).not.toContain('ledger-list-related-transfers');
  });

  it('is chained: a tier that the event reaches is in the answer, and its message too', async () => {
    await rig.deliver(bought('tia', 't-1', 299_000, '2027-05-01T00:00:00Z'));
    const { tier, messages } = await simulate(bought('tia', 't-2', 1_000, '2027-05-02T00:00:00Z'));
    expect(tier).toMatchObject({ id: 'gold', qualifyingPoints: 300, next: { id: 'platinum', missing: 700 } });
    expect(messages.map(({ type }) => type)).toEqual(['loyalty.reward.issued.v1', 'loyalty.tier.changed.v1']);
  });

  it('says that an event would wait, that it came before, and that it is nobody’s', async () => {
    expect(await simulate(returned('unheard-of', 1_000))).toMatchObject({
      outcome: 'parked',
      reason: 'order:unheard-of',
      messages: [],
      programmeVersion: 1,
    });
    const known = bought('ada', 'a-1', 295_000, '2027-02-01T00:00:00Z');
    expect(await simulate(known)).toMatchObject({ outcome: 'no-effect', reason: 'already-accepted', messages: [] });
    const guest = await simulate(bought(undefined, 'g-1', 50_000, '2027-05-01T00:00:00Z'));
    expect(guest).toMatchObject({ outcome: 'no-effect', rules: [], messages: [] });
    expect(guest.balance).toBeUndefined();
  });

  it('gives a reason only for what has no effect: an erasure has one', async () => {
    await rig.deliver(bought('gone', 'z-1', 10_000, '2027-05-01T00:00:00Z'));
    const erasure = anEvent(customerErased, { time: '2027-05-02T00:00:00Z', data: { customerId: 'gone' } });
    const { outcome, reason, messages } = await simulate(erasure);
    expect({ outcome, reason }).toEqual({ outcome: 'applied', reason: undefined });
    expect(messages.length).toBeGreaterThan(0);
  });

  it('is refused with the reason the event would be quarantined for', async () => {
    const good = structured(bought('ada', 'q-1', 10_000, '2027-05-01T00:00:00Z'));
    const data = good['data'] as object;
    const without = ({ type: _, ...rest }: Record<string, unknown>) => rest;
    for (const [event, status, code] of [
      [without(good), 400, 'NOT_A_CLOUDEVENT'],
      [{ ...good, type: 'commerce.mood.v1' }, 422, 'UNKNOWN_TYPE'],
      [{ ...good, data: { ...data, totalMinor: -1 } }, 422, 'INVALID_DATA'],
      [{ ...good, data: { ...data, deep: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) } }, 422, 'INVALID_DATA'],
      [{ ...good, data: { ...data, currency: 'XXX' } }, 422, 'UNKNOWN_CURRENCY'],
      [{ ...good, time: '2027-06-03T00:00:00Z' }, 422, 'FUTURE_EVENT'],
      [{ ...good, id: 'a-1' }, 422, 'ID_REUSED'],
      [{ ...good, data: { ...data, orderId: 'a-1' } }, 422, 'DUPLICATE_ORDER'],
      [structured(returned('a-2', 999_999)), 422, 'OVER_RETURN'],
    ] as const) {
      await expect(rig.simulate(event)).rejects.toMatchObject({ status, code, detail: expect.any(String) });
    }
  });

  it('decides by another document as if it had been in force since always', async () => {
    await rig.deliver(bought('doc', 'd-1', 100_000, '2027-05-01T00:00:00Z'));
    const document = jewellerWith(9, ['    points: 1\n', '    points: 3\n'], ['      from: 300', '      from: 200']);
    const event = bought('doc', 'd-2', 10_000, '2027-05-02T00:00:00Z');
    const simulated = await simulate(event, document);
    expect(simulated).toMatchObject({
      programmeVersion: 9,
      // 300 points of the order before make gold under this document.
      rules: [{ rule: 'purchase', points: 37, inputs: { tier: 'gold', basePoints: 30 } }],
      balance: { available: 337 },
      tier: { id: 'gold' },
    });
    // Of the event alone: what the document would have made of earlier orders is no message.
    expect(simulated.messages).toMatchObject([{ data: { points: 37, reason: { programmeVersion: 9 } } }]);
    expect((await simulate(event)).rules).toMatchObject([{ points: 10 }]);
    await expect(simulate(event, 'id: [')).rejects.toMatchObject({ status: 422, code: 'PROGRAMME_INVALID' });
  });
});
