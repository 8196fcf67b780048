import { createHash } from 'node:crypto';

import { StreamableFile } from '@nestjs/common';
import { partnerAccrued, partnerReversed, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { ClockRig } from '../jobs/clock-rig.fixture.js';
import { sealChecks } from '../sealing/verify/differences.js';
import { verifySeals } from '../sealing/verify/verify-seals.js';
import { GetPartnerStatementRoute } from './get-partner-statement.route.js';
import { ListPartnerStatementsRoute } from './list-partner-statements.route.js';
import { statementQuery } from './statement-json.js';

function routesOf(rig: ClockRig) {
  const one = new GetPartnerStatementRoute(rig.db, rig.clock, rig.programmes);
  const all = new ListPartnerStatementsRoute(rig.db, rig.clock, rig.programmes);
  return {
    all: (month: string) => all.list({ month }),
    statement: async (partnerId: string, month: string) => {
      const answer = await one.get(partnerId, { month, format: 'json' });
      if (!answer || answer instanceof StreamableFile) throw new TypeError('a statement was expected');
      return answer;
    },
    lines: async (partnerId: string, month: string) => {
      const file = await one.get(partnerId, { month, format: 'csv' });
      if (!(file instanceof StreamableFile)) throw new TypeError('a file was expected');
      return (await file.getStream().toArray()).join('');
    },
  };
}

describe('statements of partners', () => {
  let rig: ClockRig;
  const { all, statement, lines } = {
    all: (month: string) => routesOf(rig).all(month),
    statement: (partnerId: string, month: string) => routesOf(rig).statement(partnerId, month),
    lines: (partnerId: string, month: string) => routesOf(rig).lines(partnerId, month),
  };
  const accrue = (partnerId: string, externalId: string, amountMinor: number) => {
    const data = { partnerId, externalId, customerId: 'c-1', currency: 'GBP', amountMinor };
    return rig.handle(anEvent(partnerAccrued, { time: rig.clock().toISOString(), data }));
  };
  const reverse = (partnerId: string, externalId: string, amountMinor: number) => {
    const data = { partnerId, externalId, customerId: 'c-1', currency: 'GBP', amountMinor };
    return rig.handle(anEvent(partnerReversed, { time: rig.clock().toISOString(), data }));
  };

  beforeAll(async () => {
    rig = await ClockRig.start('travel-club');
    rig.clock.set('2027-01-10T10:00:00Z');
    await accrue('fuel', 't-1', 200_000); // 1000 points
    await accrue('telco', 't-2', 1_000_000); // 2000 points
    await accrue('grocer', 't-3', 125_000); // 625 points: 500 pence exactly
    rig.clock.set('2027-02-10T10:00:00Z');
    await rig.redeem('c-1', 500n, { partnerId: 'fuel', redemptionId: 'voucher-1' });
    await rig.redeem('c-1', 1200n);
    await reverse('fuel', 't-1', 50_000);
    const order = { orderId: 'o-1', customerId: 'c-1', currency: 'GBP', totalMinor: 60_000, partnerId: 'grocer' };
    await rig.handle(
      anEvent(purchaseCompleted, { time: rig.clock().toISOString(), data: { ...order, lines: undefined } }),
    );
    rig.clock.set('2027-03-10T10:00:00Z');
    await rig.decide('c-1', (account) => ({ kind: 'redemption-reversal', redemptionId: 'voucher-1', pool: [account] }));
    const back = { orderId: 'o-1', customerId: undefined, currency: 'GBP', amountMinor: 60_000, lines: undefined };
    await rig.handle(anEvent(returnCompleted, { time: rig.clock().toISOString(), data: back }));
    rig.clock.set('2027-03-31T22:59:59.999Z'); // British summer time since the 28th: March ends an hour before that of UTC
    await accrue('fuel', 't-4', 1_000);
    rig.clock.set('2027-03-31T23:00:00Z');
    await accrue('fuel', 't-5', 2_000);
    rig.clock.set('2027-05-20T10:00:00Z');
  });
  afterAll(async () => {
    await rig?.stop();
  });

  it.each([
    ['fuel', '2027-01', { issued: { points: 1000, amountMinor: 800 }, netMinor: -800 }],
    ['telco', '2027-01', { issued: { points: 2000, amountMinor: 1600 }, redeemed: { points: 0, amountMinor: 0 } }],
    ['grocer', '2027-01', { issued: { points: 625, amountMinor: 500 }, netMinor: -500 }],
    ['telco', '2027-02', { issued: { points: 0, amountMinor: 0 }, netMinor: 0, lines: 0 }],
  ])('%s pays in %s for the points issued there', async (partnerId, month, expected) => {
    expect(await statement(partnerId, month)).toMatchObject({ ...expected, provisional: false });
  });

  it('a partner is paid for points redeemed at it, and pays less for what was reversed, in the month of either', async () => {
    expect(await statement('fuel', '2027-02')).toMatchObject({
      ...{ issued: { points: -250, amountMinor: -200 }, redeemed: { points: 500, amountMinor: 300 }, netMinor: 500 },
    });
    expect(await statement('grocer', '2027-02')).toMatchObject({ issued: { points: 300, amountMinor: 240 } });
  });

  it('what is given back in a later month counts there, and leaves the month before as it was', async () => {
    expect(await statement('fuel', '2027-03')).toMatchObject({
      ...{ issued: { points: 5, amountMinor: 4 }, redeemed: { points: -500, amountMinor: -300 }, netMinor: -304 },
    });
    expect(await statement('grocer', '2027-03')).toMatchObject({ issued: { points: -300, amountMinor: -240 } });
  });

  it("a month ends at midnight of the programme's time zone", async () => {
    expect(await statement('fuel', '2027-04')).toMatchObject({ issued: { points: 10, amountMinor: 8 }, lines: 1 });
  });

  it('a redemption without a partner is on no statement', async () => {
    const months = ['2027-01', '2027-02', '2027-03', '2027-04'];
    const partners = ['fuel', 'telco', 'grocer'];
    const told = await Promise.all(months.flatMap((month) => partners.map((partner) => statement(partner, month))));
    expect(told.reduce((sum, { redeemed }) => sum + redeemed.points, 0)).toBe(0);
  });

  it.each([
    ['2027-01', { fuel: -800, grocer: -500, telco: -1600 }, 2900],
    ['2027-02', { fuel: 500, grocer: -240, telco: 0 }, -260],
    ['2027-03', { fuel: -304, grocer: 240, telco: 0 }, 64],
    ['2027-04', { fuel: -8, grocer: 0, telco: 0 }, 8],
  ])("%s: what partners get and pay, and the programme's margin, come to 0", async (month, nets, margin) => {
    const { partners, marginMinor } = await all(month);
    expect(partners.map(({ partnerId, netMinor }) => [partnerId, netMinor])).toEqual(Object.entries(nets));
    expect(marginMinor).toBe(margin);
    for (const [partnerId, netMinor] of Object.entries(nets))
      expect((await statement(partnerId, month)).netMinor).toBe(netMinor);
  });

  it.each(['2027-01', '2027-02', '2027-03'])(
    'the lines of %s come to the statement, and name no member',
    async (month) => {
      for (const partnerId of ['fuel', 'grocer']) {
        const text = await lines(partnerId, month);
        // The id of a transfer may have these letters in it by chance.
        expect(text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')).not.toContain('c-1');
        const [header, ...rows] = text
          .trimEnd()
          .split('\r\n')
          .map((line) => line.split(','));
        expect(header).toEqual('transferId,bookedAt,occurredAt,side,kind,thing,points,minorPer1000Points'.split(','));
        const told = await statement(partnerId, month);
        for (const side of ['issued', 'redeemed'] as const) {
          const own = rows.filter((line) => line[3] === side);
          const points = own.reduce((sum, line) => sum + Number(line[6]), 0);
          const exact = own.reduce((sum, line) => sum + Number(line[6]) * Number(line[7]), 0) / 1000;
          expect({ side, points, amountMinor: Math.round(exact) }).toEqual({ side, ...told[side] });
        }
        const digest = createHash('sha256').update(rows.map(([id]) => `${id}\n`).join(''));
        expect(told).toMatchObject({ lines: rows.length, linesSha256: digest.digest('hex') });
      }
    },
  );

  it('is provisional until an hour after the end of the month', async () => {
    rig.clock.set('2027-05-01T00:00:00+01:00');
    expect((await statement('fuel', '2027-04')).provisional).toBe(true);
    rig.clock.set('2027-05-01T00:59:59.999+01:00');
    expect((await statement('fuel', '2027-04')).provisional).toBe(true);
    rig.clock.set('2027-05-01T01:00:00+01:00');
    expect((await statement('fuel', '2027-04')).provisional).toBe(false);
  });

  it('an amended order that names another partner is paid by that one', async () => {
    rig.clock.set('2027-06-10T10:00:00Z');
    const order = { orderId: 'o-2', customerId: 'c-2', currency: 'GBP', totalMinor: 20_000, lines: undefined };
    const time = rig.clock().toISOString();
    await rig.handle(anEvent(purchaseCompleted, { time, data: { ...order, partnerId: 'fuel' } }));
    expect(await statement('fuel', '2027-06')).toMatchObject({ issued: { points: 100 } });
    await rig.handle(anEvent(purchaseCompleted, { time, data: { ...order, partnerId: 'grocer', revision: 1 } }));
    expect(await statement('fuel', '2027-06')).toMatchObject({ issued: { points: 0 }, lines: 2 });
    expect(await statement('grocer', '2027-06')).toMatchObject({ issued: { points: 100, amountMinor: 80 } });
    expect((await rig.member('c-2')).balance).toMatchObject({ pending: 100n });
  });

  it('rest on transfers that cannot be put on the account of another partner unseen', async () => {
    const move = (from: string, to: string) =>
      rig.owner.transaction(async (tx) => {
        // As whoever owns the server can: past triggers and rights.
        await tx.query('set local session_replication_role = replica');
        const where = `thing = 'accrual:fuel:t-1' and partner_id = '${from}'`;
        await tx.query(`update transfer set partner_id = '${to}' where ${where}`);
      });
    const seals = () => verifySeals(rig.db, new Map());
    await move('fuel', 'telco');
    const found = await seals();
    await move('telco', 'fuel');
    expect(found).toMatchObject({ ok: false, firstDifference: { check: sealChecks.transfers } });
    expect(await seals()).toMatchObject({ ok: true });
  });

  it('of somebody who is no partner do not exist', async () => {
    await expect(statement('nobody', '2027-01')).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_PARTNER' });
  });

  it.each(['2027-13', '2027-00', '2027-1', 'January', '', undefined])('are of a month, which %s is not', (month) => {
    expect(statementQuery.safeParse({ month }).success).toBe(false);
  });
});

describe('statements of partners in a programme without any', () => {
  it('do not exist', async () => {
    const rig = await ClockRig.start('jeweller');
    try {
      await expect(routesOf(rig).all('2027-01')).rejects.toMatchObject({ status: 404, code: 'NO_COALITION' });
      const one = routesOf(rig).statement('fuel', '2027-01');
      await expect(one).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_PARTNER' });
    } finally {
      await rig.stop();
    }
  });
});
