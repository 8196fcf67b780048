import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readTopic } from '@perennial/messaging';
import { describeWithRealData, newDataDir, perennial, RunningPlatform, until } from '@perennial/testing';
import { EmbeddedStack } from '@perennial/stack';

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

describe('npm start -- --import', () => {
  it('takes the good rows, names the wrong ones with their line, and changes nothing the second time', async () => {
    const dataDir = newDataDir();
    const file = join(mkdtempSync(join(tmpdir(), 'perennial-csv-')), 'orders.csv');
    writeFileSync(
      file,
      [
        'buyer,when,paid',
        'ann,2026-01-05,120.00',
        'ann,2026-01-05,9.99',
        'ben,2026-02-30,10.00',
        'ben,2026-02-03,10.005',
        ',2026-02-03,10.00',
        'ben,2026-02-03,"1,000.00"',
        'cid,2026-03-01,35.50',
      ].join('\n'),
    );
    const args = [
      '--import',
      file,
      '--columns',
      'customer=buyer,date=when,amount=paid',
      '--currency',
      'USD',
      '--json',
      '--exit',
    ];
    try {
      const first = await perennial('start', '--data-dir', dataDir, ...args);
      expect(first.code).toBe(0);
      const { seconds: _first, ...summary } = JSON.parse(lastLine(first.stdout));
      expect(summary).toMatchObject({
        ...{ events: 3, rewardsIssued: 2, pointsIssued: 15, pointsExpired: 0, pointsOutstanding: 15 },
        ...{ members: 2, offers: 0, quarantined: 0 },
      });
      for (const line of [4, 5, 6, 7]) expect(first.stderr).toMatch(new RegExp(`line ${line}\\b`));

      const second = await perennial('start', '--data-dir', dataDir, ...args);
      const { seconds: _second, ...again } = JSON.parse(lastLine(second.stdout));
      expect(again).toEqual(summary);
    } finally {
      await EmbeddedStack.discard(dataDir);
    }
  }, 240_000);

  it('names the columns there are when one is missing', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'perennial-csv-')), 'orders.csv');
    writeFileSync(file, 'buyer,when,paid\nann,2026-01-05,120.00\n');
    const dataDir = newDataDir();
    const columns = 'customer=customer_id,date=when,amount=paid';
    const { code, stderr } = await perennial(
      ...['start', '--data-dir', dataDir, '--import', file, '--columns', columns, '--currency', 'USD', '--exit'],
    );
    expect(code).toBe(2);
    expect(stderr).toContain('customer_id');
    expect(stderr).toContain('buyer, when, paid');
  }, 60_000);
});

describeWithRealData('the CDNOW order history', ['cdnow/transactions.csv'], (file) => {
  const columns = 'customer=customer_id,date=date,amount=amount_usd';
  const args = ['--import', file, '--columns', columns, '--currency', 'USD', '--json'];

  it('gives 6,524 awards and 20,970 points, on the topic as in the database, and the same again when imported again', async () => {
    const dataDir = newDataDir();
    let platform: RunningPlatform | undefined;
    try {
      const first = await perennial('start', '--data-dir', dataDir, ...args, '--exit');
      const { seconds: _first, ...summary } = JSON.parse(lastLine(first.stdout));
      expect(summary).toMatchObject({
        ...{ events: 6_919, rewardsIssued: 6_524, pointsIssued: 20_970, pointsExpired: 20_970, pointsOutstanding: 0 },
        ...{ members: 2_357, offers: 0, quarantined: 0 },
      });
      platform = await RunningPlatform.startIn(dataDir, ...args);
      const { seconds: _second, ...again } = await platform.importSummary();
      expect(again).toEqual(summary);

      const nothing = { available: 0, pending: 0, reserved: 0, debt: 0 };
      expect((await platform.get('ledger', '/v1/members/1901')).body).toMatchObject({
        ...{ earned: 693, expired: 693, balance: nothing, lots: [] },
      });
      const summer = await platform.get('ledger', '/v1/members/1901?asOf=1997-07-01T00:00:00Z');
      expect(summer.body).toMatchObject({
        ...{ earned: 693, expired: 0, balance: { ...nothing, available: 693 } },
        tier: { id: 'gold', qualifyingPoints: 627, next: { id: 'platinum', missing: 373 } },
      });
      const year = await platform.get('ledger', '/v1/members/1901?asOf=1998-07-01T00:00:00Z');
      expect(year.body).toMatchObject({ earned: 693, expired: 693, tier: { id: 'silver', qualifyingPoints: 0 } });
      expect((await platform.get('ledger', '/v1/ledger/verify', 60_000)).body).toMatchObject({ ok: true });
      expect(await platform.violations()).toEqual([]);
      const published = new Map<string, number>();
      const customers = new Set<string>();
      const reader = await readTopic({
        brokers: platform.brokers,
        topics: ['loyalty.reward-issued'],
        onRecord({ key, value, headers }) {
          const { kind, points } = JSON.parse(value?.toString() ?? '');
          if (kind !== 'points') return;
          published.set(headers['ce_id']?.toString() ?? '', points);
          customers.add(key?.toString() ?? '');
        },
      });
      await until('all awards are read', async () => published.size >= 6_524);
      await reader.stop();
      expect(published.size).toBe(6_524);
      expect([...published.values()].reduce((sum, points) => sum + points, 0)).toBe(20_970);
      expect(customers.size).toBe(2_267);
    } finally {
      if (platform) await platform.end();
      else await EmbeddedStack.discard(dataDir);
    }
  }, 600_000);

  it('with the clock at 1 July 1998 leaves the 8,425 points of the year before, and all customers are silver', async () => {
    const platform = await RunningPlatform.startAt('1998-07-01T00:00:00Z', ...args);
    try {
      expect(await platform.importSummary()).toMatchObject({
        ...{ events: 6_919, members: 2_357, rewardsIssued: 6_524, offers: 0, quarantined: 0 },
        ...{ pointsIssued: 20_970, pointsExpired: 12_545, pointsOutstanding: 8_425 },
      });
      const customers = [...membersOnFirstOfJuly1998(readFileSync(file, 'utf8'))];
      expect(customers).toHaveLength(2_356);
      expect(customers.reduce((sum, [, { balance }]) => sum + balance.available, 0)).toBe(8_425);
      const best = customers.toSorted(([, a], [, b]) => b.balance.available - a.balance.available).slice(0, 20);
      for (const [customerId, expected] of [...customers.filter((_, index) => index % 20 === 0), ...best]) {
        const { body } = await platform.get('ledger', `/v1/members/${customerId}`);
        expect(body).toMatchObject({ customerId, ...expected });
      }
      const { body } = await platform.get('ledger', `/v1/members/${GOLD_ONCE}`);
      expect(body).toMatchObject({
        ...{ earned: 693, expired: 693, balance: { available: 0 }, lots: [] },
        tier: { id: 'silver', qualifyingPoints: 0, next: { id: 'gold', missing: 300 } },
      });
      expect((await platform.get('ledger', '/v1/ledger/verify', 60_000)).body).toMatchObject({ ok: true });
    } finally {
      await platform.end();
    }
  }, 240_000);
});

/** The only customer who ever reached a tier above silver, and so got more than 1 point for 10 USD. */
const GOLD_ONCE = '1901';

interface Expected {
  earned: number;
  expired: number;
  readonly balance: { available: number; readonly pending: 0; readonly reserved: 0; readonly debt: 0 };
  readonly tier: {
    readonly id: 'silver';
    qualifyingPoints: number;
    readonly next: { readonly id: 'gold'; missing: number };
  };
  readonly lots: { readonly points: number; readonly availableAt: string; readonly expiresAt: string }[];
}

/**
 * What everybody else has then: a point for each full 10 USD of an order; those of July 1997 go on 1 August 1998. For a tier
 * the orders of 1 July 1997 no longer count: they are a year and some seconds old.
 */
function membersOnFirstOfJuly1998(csv: string): Map<string, Expected> {
  const members = new Map<string, Expected>();
  const ordersOfDay = new Map<string, number>();
  // The file has the orders of a customer in order of time.
  for (const row of csv.trim().split('\n').slice(1)) {
    const [customerId = '', day = '', , amount = ''] = row.split(',');
    if (customerId === GOLD_ONCE) continue;
    const before = ordersOfDay.get(`${customerId} ${day}`) ?? 0;
    ordersOfDay.set(`${customerId} ${day}`, before + 1);
    const member: Expected = members.get(customerId) ?? {
      ...{ earned: 0, expired: 0, balance: { available: 0, pending: 0, reserved: 0, debt: 0 }, lots: [] },
      tier: { id: 'silver', qualifyingPoints: 0, next: { id: 'gold', missing: 300 } },
    };
    members.set(customerId, member);
    const points = Math.floor(Math.round(Number(amount) * 100) / 1000);
    member.earned += points;
    if (day > '1997-07-01') member.tier.qualifyingPoints += points;
    member.tier.next.missing = 300 - member.tier.qualifyingPoints;
    if (day < '1997-07-01') member.expired += points;
    else {
      member.balance.available += points;
      const [year = 0, month = 0] = day.split('-').map(Number);
      const availableAt = new Date(Date.parse(day) + before).toISOString();
      const expiresAt = new Date(Date.UTC(year + 1, month)).toISOString();
      if (points > 0) member.lots.push({ points, availableAt, expiresAt });
    }
  }
  return members;
}
