import { randomUUID } from 'node:crypto';

import { customerErased, customerMerged, pointsAdjusted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW } from './commands-rig.fixture.js';

let rig: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start();
});
beforeEach(() => rig.clock.set(NOW));
afterAll(() => rig?.stop());

const adjust = (customerId: string, points: number, actor = 'ann', reason = 'Goodwill') =>
  rig.post(`members/${customerId}/adjustments`, { points, reason }, { actor });

const approve = (adjustmentId: unknown, actor: string) =>
  rig.post(`adjustments/${String(adjustmentId)}/approve`, {}, { actor });

const decline = (adjustmentId: unknown, actor: string, reason = 'Not agreed with finance') =>
  rig.post(`adjustments/${String(adjustmentId)}/decline`, { reason }, { actor });

const waiting = async () => (await rig.get('adjustments?status=waiting')).body as { items: Record<string, unknown>[] };

describe('an adjustment', () => {
  it('of 500 points is posted at once, and told of once', async () => {
    await rig.earn('ada', 10);
    expect(await adjust('ada', 500)).toMatchObject({
      status: 201,
      body: { status: 'posted', points: 500, balance: { available: 510 } },
    });
    const told = (await rig.published()).filter(({ data }) => data['customerId'] === 'ada');
    expect(told.map(({ headers, data }) => [headers['ce_type'], data['points']])).toEqual([[pointsAdjusted.type, 500]]);
    expect((await waiting()).items).toEqual([]);
  });

  it('of somebody who was merged is one of the member merged into, also when that happened while it waited, or to them again', async () => {
    for (const customerId of ['nia', 'oli', 'pam']) await rig.earn(customerId, 10);
    const { adjustmentId } = (await adjust('nia', 501)).body;
    for (const [fromCustomerId, intoCustomerId] of [
      ['nia', 'oli'],
      ['oli', 'pam'],
    ] as const) {
      const data = { fromCustomerId, intoCustomerId };
      await rig.handle(anEvent(customerMerged, { time: rig.clock().toISOString(), data }));
      rig.clock.advance({ minutes: 1 });
    }
    expect(await approve(adjustmentId, 'bob')).toMatchObject({ status: 201, body: { balance: { available: 531 } } });
    expect(await adjust('nia', 5)).toMatchObject({ status: 201, body: { balance: { available: 536 } } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('may take more than there is: the rest is owed', async () => {
    await rig.earn('bea', 10);
    expect(await adjust('bea', -15)).toMatchObject({ status: 201, body: { balance: { available: 0, debt: 5 } } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it.each([501, -501])('of %d points waits for somebody else, and is posted once when they approve', async (points) => {
    const customerId = `cem${points}`;
    await rig.earn(customerId, 600);
    const proposed = await adjust(customerId, points);
    expect(proposed).toMatchObject({ status: 202, body: { status: 'waiting', points } });
    const { adjustmentId } = proposed.body;
    expect(await rig.available(customerId)).toBe(600);
    expect((await waiting()).items).toEqual([
      { adjustmentId, customerId, kind: 'adjustment', points, reason: 'Goodwill', proposedBy: 'ann', proposedAt: NOW },
    ]);
    expect(await approve(adjustmentId, 'ann')).toMatchObject({ status: 403, body: { code: 'SAME_PERSON' } });
    expect(await rig.available(customerId)).toBe(600);
    rig.clock.advance({ days: 2 });
    const approvals = await Promise.all(['ben', 'cleo', 'dan'].map((actor) => approve(adjustmentId, actor)));
    expect(approvals.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(approvals.find(({ status }) => status === 201)?.body).toMatchObject({
      status: 'posted',
      balance: { available: 600 + points },
    });
    expect(await approve(adjustmentId, 'eve')).toMatchObject({ status: 409, body: { code: 'ADJUSTMENT_DECIDED' } });
    expect((await waiting()).items).toEqual([]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('that was posted at once needs no approval', async () => {
    await rig.earn('dot', 10);
    const { body } = await adjust('dot', 5);
    expect(await approve(body['adjustmentId'], 'ben')).toMatchObject({ body: { code: 'ADJUSTMENT_DECIDED' } });
  });

  it('that one person proposed and approved is refused by the table itself', async () => {
    await rig.earn('eve', 10);
    const { body } = await adjust('eve', 501, 'zoe');
    const approveInSql = (by: string) =>
      rig.database.db.query(
        `insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at)
         select adjustment_id, bucket, proposed_by, true, $2, now() from adjustment where adjustment_id = $1`,
        [body['adjustmentId'], by],
      );
    await expect(approveInSql('zoe')).rejects.toMatchObject({ code: '23514' });
    await expect(rig.database.db.query('update adjustment set points = 1')).rejects.toMatchObject({ code: '42501' });
  });

  it('that somebody declines is never posted and cannot be approved: kept are who, when and why', async () => {
    await rig.earn('ida', 10);
    const { body } = await adjust('ida', 501);
    const { adjustmentId } = body;
    rig.clock.advance({ minutes: 5 });
    const declined = await decline(adjustmentId, 'ben');
    expect(declined).toMatchObject({ status: 200, body: { adjustmentId, status: 'declined', points: 501 } });
    for (const [actor, again] of [
      ['cleo', approve],
      ['cleo', decline],
      ['ben', decline],
    ] as const)
      // prettier-ignore
      expect(await again(adjustmentId, actor)).toMatchObject({ status: 409, body: { code: 'ADJUSTMENT_DECIDED' } });
    expect(await rig.available('ida')).toBe(10);
    expect((await waiting()).items).not.toContainEqual(expect.objectContaining({ adjustmentId }));
    expect((await rig.get(`adjustments/${String(adjustmentId)}`)).body).toEqual({
      ...{ adjustmentId, customerId: 'ida', kind: 'adjustment', points: 501, reason: 'Goodwill', status: 'declined' },
      ...{ proposedBy: 'ann', proposedAt: NOW, decidedBy: 'ben', decidedAt: '2027-03-10T12:05:00.000Z' },
      declinedBecause: 'Not agreed with finance',
    });
  });

  it('is withdrawn by who proposed it', async () => {
    await rig.earn('jim', 10);
    const { body } = await adjust('jim', -501);
    expect(await decline(body['adjustmentId'], 'ann')).toMatchObject({ status: 200, body: { points: -501 } });
    expect(await rig.available('jim')).toBe(10);
  });

  it('that is approved and declined at the same time is one of both: posted exactly if the approval was first', async () => {
    await rig.earn('kim', 10);
    for (let round = 0; round < 5; round += 1) {
      rig.clock.advance({ minutes: 1 });
      const before = Number(await rig.available('kim'));
      const { adjustmentId } = (await adjust('kim', 501)).body;
      const [approved, declined] = await Promise.all([approve(adjustmentId, 'ben'), decline(adjustmentId, 'cleo')]);
      expect([approved.status, declined.status].sort()).toEqual(approved.status === 201 ? [201, 409] : [200, 409]);
      rig.clock.advance({ minutes: 1 });
      expect(await rig.available('kim')).toBe(approved.status === 201 ? before + 501 : before);
    }
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('that was posted at once, or is unknown, cannot be declined; declining needs a reason and a person', async () => {
    await rig.earn('lea', 10);
    const posted = (await adjust('lea', 5)).body['adjustmentId'];
    expect(await decline(posted, 'ben')).toMatchObject({ status: 409, body: { code: 'ADJUSTMENT_DECIDED' } });
    expect(await rig.get(`adjustments/${String(posted)}`)).toMatchObject({ status: 200, body: { status: 'posted' } });
    expect(await decline('nothing', 'ben')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ADJUSTMENT' } });
    expect(await rig.get('adjustments/nothing')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ADJUSTMENT' } });
    const { adjustmentId } = (await adjust('lea', 501)).body;
    expect(await decline(adjustmentId, 'ben', '')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(await decline(adjustmentId, '')).toMatchObject({ status: 400, body: { code: 'ACTOR_REQUIRED' } });
    expect(await decline(adjustmentId, 'ben')).toMatchObject({ status: 200 });
  });

  it('that was declined is refused an approval by the table itself', async () => {
    await rig.earn('mia', 10);
    const { adjustmentId } = (await adjust('mia', 501)).body;
    await decline(adjustmentId, 'ben');
    const approval = rig.database.db.query(
      `insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at)
       select adjustment_id, bucket, proposed_by, true, 'zoe', now() from adjustment where adjustment_id = $1`,
      [adjustmentId],
    );
    await expect(approval).rejects.toMatchObject({ code: '23505' });
  });

  it('is listed page by page, the oldest first', async () => {
    await rig.earn('fay', 10);
    const before = (await waiting()).items.length;
    for (let index = 0; index < 3; index += 1) {
      rig.clock.advance({ minutes: 1 });
      await adjust('fay', 1000 + index);
    }
    const listed: unknown[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await rig.get(`adjustments?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      listed.push(...(body['items'] as { points: number }[]).map(({ points }) => points));
      if (body['nextCursor'] === null) break;
      cursor = String(body['nextCursor']);
    }
    expect(listed.slice(before)).toEqual([1000, 1001, 1002]);
  });

  it('is not listed after a cursor that no page had: that is 400, and no empty last page', async () => {
    expect(await rig.get(`adjustments?cursor=${randomUUID()}`)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', errors: [{ pointer: '#/cursor' }] },
    });
  });

  it('needs somebody who answers for it, a reason, points, and a member', async () => {
    await rig.earn('gil', 10);
    expect(await adjust('gil', 5, '')).toMatchObject({ status: 400, body: { code: 'ACTOR_REQUIRED' } });
    expect(await adjust('gil', 5, 'ann', '')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(await adjust('gil', 5, 'ann', '  ')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(await adjust('gil', 0)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(await adjust('nobody', 5)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_MEMBER' } });
    expect(await approve('nothing', 'ann')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ADJUSTMENT' } });
  });
});

describe('a customer who adjusts, too', () => {
  it('is shown by their id, is one person with it in capitals, and leaves no trace when forgotten', async () => {
    await rig.earn('joe', 10);
    await rig.earn('zoe-of-private-street', 10);
    const { body } = await adjust('joe', 501, 'zoe-of-private-street');
    const shown = async () => (await rig.get(`adjustments/${String(body['adjustmentId'])}`)).body;
    expect(await shown()).toMatchObject({ proposedBy: 'zoe-of-private-street', status: 'waiting' });
    const { items } = await waiting();
    expect(items.find(({ customerId }) => customerId === 'joe')).toMatchObject({ proposedBy: 'zoe-of-private-street' });
    expect(await approve(body['adjustmentId'], 'ZOE-of-private-street')).toMatchObject({ status: 403 });
    rig.clock.advance({ minutes: 1 });
    const time = rig.clock().toISOString();
    await rig.handle(anEvent(customerErased, { time, data: { customerId: 'zoe-of-private-street' } }));
    expect(JSON.stringify([await shown(), await waiting()])).not.toContain('zoe-of-private-street');
    const rows = await rig.database.db.query('select a::text as row from adjustment a');
    expect(JSON.stringify(rows)).not.toContain('zoe-of-private-street');
    rig.clock.advance({ minutes: 1 });
    const forgotten = { status: 403, body: { code: 'FORGOTTEN_PERSON' } };
    expect(await approve(body['adjustmentId'], 'zoe-of-private-street')).toMatchObject(forgotten);
    expect(await adjust('joe', 1, 'zoe-of-private-street')).toMatchObject(forgotten);
    expect(await approve(body['adjustmentId'], 'ben')).toMatchObject({ status: 201 });
  });

  it('whose member is forgotten waits for nobody any more', async () => {
    await rig.earn('kay', 10);
    const { body } = await adjust('kay', 501);
    rig.clock.advance({ minutes: 1 });
    await rig.handle(anEvent(customerErased, { time: rig.clock().toISOString(), data: { customerId: 'kay' } }));
    const { body: shown } = await rig.get(`adjustments/${String(body['adjustmentId'])}`);
    expect(shown).toMatchObject({ status: 'lapsed', points: 501 });
    expect((await waiting()).items.map(({ adjustmentId }) => adjustmentId)).not.toContain(body['adjustmentId']);
    expect(await approve(body['adjustmentId'], 'ben')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_MEMBER' } });
  });
});
