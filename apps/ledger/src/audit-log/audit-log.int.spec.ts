import { purchaseCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW, programmeText } from '../commands/commands-rig.fixture.js';
import { auditReading, type Item } from './audit-reading.fixture.js';

let rig: CommandsRig;
beforeEach(async () => {
  rig = await CommandsRig.start();
});
afterEach(() => rig?.stop());

const { audit, dump, newest, verifies } = auditReading(() => rig);
const names = ({ members }: Item) => members.map(({ customerId }) => customerId);

describe('what somebody does by hand', () => {
  it('begins with the document that the ledger was started with, by nobody who was named', async () => {
    expect(await audit()).toEqual({
      items: [
        {
          ...{ number: 1, action: 'programme.applied', at: NOW, thing: 'programme:1', members: [] },
          after: { version: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/), effectiveFrom: null },
        },
      ],
      nextCursor: null,
    });
  });

  it('an adjustment: proposed and posted at once, or waiting and then approved, declined or withdrawn', async () => {
    await rig.earn('ada', 10);
    const adjust = async (points: number) =>
      String(
        (await rig.post('members/ada/adjustments', { points, reason: 'Mrs Byron called' }, { actor: 'ann' })).body[
          'adjustmentId'
        ],
      );
    const at = (await adjust(5)) && (await newest());
    expect(at).toMatchObject({
      action: 'adjustment.proposed',
      actor: 'ann',
      after: { kind: 'adjustment', status: 'posted', points: 5 },
    });
    expect(at).not.toHaveProperty('before');
    const waiting = { kind: 'adjustment', status: 'waiting', points: 501 };
    const cases = [
      ['ben', 'approve', 'adjustment.approved', 'posted'],
      ['ben', 'decline', 'adjustment.declined', 'declined'],
      [' Ann ', 'decline', 'adjustment.withdrawn', 'declined'],
    ] as const;
    for (const [actor, verb, action, status] of cases) {
      const id = await adjust(501);
      expect(await newest()).toMatchObject({
        action: 'adjustment.proposed',
        thing: `adjustment:${id}`,
        after: waiting,
      });
      await rig.post(`adjustments/${id}/${verb}`, verb === 'approve' ? {} : { reason: 'Mrs Byron' }, { actor });
      const entry = await newest();
      expect(entry).toMatchObject({
        ...{ action, actor: actor.trim(), thing: `adjustment:${id}` },
        before: waiting,
        after: { ...waiting, status },
      });
      expect(names(entry)).toEqual(['ada']);
    }
    expect(await dump()).not.toContain('Byron');
    await verifies();
  });

  it('points brought back, and a later date: with the dates, and by what they wait for where a second person has to agree', async () => {
    await rig.earn('bea', 900, '2026-01-10T10:00:00Z');
    await rig.earn('bea', 40);
    const expiresAt = '2027-06-30T22:00:00.000Z';
    const reinstate = (points: number) =>
      rig.post(
        'members/bea/reinstatements',
        { points, reason: 'x', expiresAt: '2027-07-01T00:00:00+02:00' },
        { actor: 'ann' },
      );
    await reinstate(30);
    expect(await newest()).toMatchObject({
      action: 'points.reinstated',
      after: { kind: 'reinstatement', status: 'posted', points: 30, expiresAt },
    });
    await reinstate(501);
    expect(await newest()).toMatchObject({
      action: 'adjustment.proposed',
      after: { kind: 'reinstatement', status: 'waiting' },
    });
    const expiringBy = '2030-01-01T00:00:00.000Z';
    await rig.post(
      'members/bea/extensions',
      { expiresAt: '2031-01-01T00:00:00Z', expiringBy, reason: 'x' },
      { actor: 'ann' },
    );
    expect((await newest()).after).toEqual({
      ...{ kind: 'extension', status: 'posted', points: 70 },
      ...{ expiresAt: '2031-01-01T00:00:00.000Z', expiringBy },
    });
    expect(await newest()).toMatchObject({ action: 'expiry.extended', actor: 'ann' });
  });

  it('a transfer and the reversal of a redemption, also by nobody who was named; redemptions and reservations are not in it', async () => {
    await rig.earn('cem', 200);
    await rig.earn('dot', 1);
    const given = await rig.post('members/cem/transfers', { to: 'dot', points: 5 }, { actor: 'ann' });
    const entry = await newest();
    expect(entry).toMatchObject({
      action: 'transfer.made',
      actor: 'ann',
      thing: `transfer:${String(given.body['transferId'])}`,
    });
    expect(names(entry)).toEqual(['cem', 'dot']);
    const [from, to] = entry.members.map(({ account }) => account);
    expect(entry.after).toEqual({ from, to, points: 5 });
    const { redemptionId } = (await rig.post('members/cem/redemptions', { rewardId: 'gift-box' }, { actor: 'ann' }))
      .body;
    await rig.post('members/cem/reservations', { points: 1, ttlSeconds: 60 }, { actor: 'ann' });
    expect((await newest()).number).toBe(entry.number);
    await rig.post(`redemptions/${String(redemptionId)}/reversal`);
    const reversed = await newest();
    expect(reversed).toMatchObject({
      ...{ action: 'redemption.reversed', thing: `redemption:${String(redemptionId)}` },
      ...{
        before: { status: 'redeemed', rewardId: 'gift-box', quantity: 1, points: 50 },
        after: { status: 'reversed', points: 50 },
      },
    });
    expect(reversed).not.toHaveProperty('actor');
  });

  it('is written once however often it is sent, and not at all when it is refused', async () => {
    await rig.earn('eve', 10);
    await rig.earn('fay', 10);
    const give = (points: number, key: string) =>
      rig.post('members/eve/transfers', { to: 'fay', points }, { key, actor: 'ann' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => give(3, 'k-1')));
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(await give(3, 'k-1')).toMatchObject({ status: 201, replayed: true });
    expect(await give(99, 'k-2')).toMatchObject({ status: 409 });
    expect((await audit('?action=transfer.made')).items).toHaveLength(1);
    await verifies();
  });

  it('thirty at once by different people stand in one chain', async () => {
    const members = ['gil', 'hal', 'ida'];
    for (const each of members) await rig.earn(each, 100);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        rig.post(
          `members/${members[n % 3]}/transfers`,
          { to: members[(n + 1) % 3], points: 1 },
          { actor: `staff-${n}` },
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(201));
    const { items } = await audit('?limit=200&action=transfer.made');
    expect(items.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, n) => 31 - n));
    expect(new Set(items.map(({ actor }) => actor)).size).toBe(30);
    await verifies();
  });
});

describe('households in the audit log', () => {
  it('who is in it before and after', async () => {
    await rig.stop();
    rig = await CommandsRig.start(programmeText('travel-club'));
    for (const customerId of ['ann', 'ben', 'cleo']) {
      const data = { customerId, partnerId: 'fuel', totalMinor: 20_000, currency: 'GBP', lines: undefined };
      await rig.handle(anEvent(purchaseCompleted, { time: '2027-02-01T10:00:00Z', data }));
    }
    const { householdId } = (await rig.post('households', { members: ['cleo', 'ann', 'ben'] }, { actor: 'zoe' })).body;
    const formed = await newest();
    expect(formed).toMatchObject({
      action: 'household.formed',
      actor: 'zoe',
      thing: `household:${String(householdId)}`,
    });
    expect(names(formed)).toEqual(['ann', 'ben', 'cleo']);
    const [ann, ben, cleo] = formed.members.map(({ account }) => account);
    expect(formed.after).toEqual({ members: [ann, ben, cleo] });
    await rig.post('members/ben/household/leave', {}, { actor: 'ben' });
    expect(await newest()).toMatchObject({
      action: 'household.left',
      actor: 'ben',
      before: { members: [ann, ben, cleo] },
      after: { members: [ann, cleo] },
    });
    await rig.post('members/ann/household/leave');
    expect(await newest()).toMatchObject({ before: { members: [ann, cleo] }, after: { members: [] } });
    await verifies();
  });
});
