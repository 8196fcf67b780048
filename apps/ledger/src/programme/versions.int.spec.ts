import { pointsWillExpire, programmePublished, purchaseCompleted } from '@perennial/contracts';
import { listWaitingMessages } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { anEvent, until } from '@perennial/testing';

import { LEDGER_SOURCE } from '../domain/decision.js';
import { passTimeOfDue } from '../jobs/pass-time-of-due.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import { GetProgrammeRoute } from '../routes/get-programme.route.js';
import { ListProgrammeVersionsRoute } from '../routes/list-programme-versions.route.js';
import { documentOf, jewellerWith, ProgrammeRig } from './programme-rig.fixture.js';
import { ProgrammeStore } from './programme.store.js';
import { startProgramme, startProgrammeOfFile } from './start-programme.js';

const DOUBLE = ['    points: 1\n', '    points: 2\n'] as const;
const NOW = new Date('2027-06-01T00:00:00Z');

let rig: ProgrammeRig;
beforeEach(async () => {
  rig = await ProgrammeRig.start();
});
afterEach(() => rig?.stop());

const bought = (customerId: string, totalMinor: number, time: string, id = `${customerId}-${time}`) =>
  anEvent(purchaseCompleted, {
    ...{ id, time },
    data: { orderId: id, customerId, currency: 'USD', totalMinor, lines: undefined },
  });
const versions = async () => (await new ListProgrammeVersionsRoute(rig.db).list()).items.map(({ version }) => version);
const current = () => new GetProgrammeRoute(rig.db, () => rig.now, rig.programmes).get();
const published = async () =>
  (await listWaitingMessages(rig.db)).map(({ headers, value }) => ({
    type: String(headers['ce_type']),
    data: JSON.parse(String(value)) as unknown,
  }));
const restart = (document: string, now = rig.now) => startProgramme(rig.db, { document, file: 'programme.yaml', now });

describe('the start of the service', () => {
  it('makes the document of an empty database its first version, in force since always, and publishes it once', async () => {
    expect(await current()).toEqual({
      programmeId: 'jeweller',
      version: 1,
      effectiveFrom: null,
      document: documentOf('jeweller'),
    });
    await restart(documentOf('jeweller'));
    expect(await versions()).toEqual([1]);
    expect(await published()).toMatchObject([{ type: programmePublished.type }]);
  });

  it('applies a higher version from now on, with one line in the log, and the same one again not at all', async () => {
    const said: unknown[] = [];
    const log = { info: (...line: unknown[]) => said.push(line), warn: () => {}, error: () => {}, debug: () => {} };
    const start = () => startProgramme(rig.db, { document: jewellerWith(2, DOUBLE), file: 'new.yaml', now: NOW, log });
    await start();
    await start();
    expect(await versions()).toEqual([1, 2]);
    expect(await current()).toMatchObject({ version: 2, effectiveFrom: NOW.toISOString() });
    expect(said).toEqual([[expect.any(String), expect.objectContaining({ version: 2, file: 'new.yaml' })]]);
    expect(await published()).toHaveLength(2);
  });

  it('goes on with the highest version when the file still has an earlier one', async () => {
    await rig.apply(jewellerWith(2, DOUBLE));
    await restart(documentOf('jeweller'));
    expect(await versions()).toEqual([1, 2]);
  });

  it.each([
    ['other content of the same version', jewellerWith(1, DOUBLE), 'PROGRAMME_VERSION_TAKEN'],
    ['another programme', jewellerWith(2, ['id: jeweller', 'id: goldsmith']), 'PROGRAMME_CHANGE_REFUSED'],
    ['another unit', jewellerWith(2, ['unit: points', 'unit: stars']), 'PROGRAMME_CHANGE_REFUSED'],
    [
      'a start in the past',
      jewellerWith(2, ['unit:', 'effectiveFrom: 2027-01-01T00:00:00Z\nunit:']),
      'PROGRAMME_STARTS_TOO_EARLY',
    ],
  ])('is refused with %s, and nothing is changed', async (_title, document, code) => {
    await expect(restart(document)).rejects.toMatchObject({ code });
    expect(await versions()).toEqual([1]);
  });

  it('names the file that is not there as a wrong setting', async () => {
    await expect(startProgrammeOfFile(rig.db, { file: '/nowhere.yaml', now: NOW })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [
        { key: 'PERENNIAL_PROGRAMME', message: expect.stringMatching(/^\/nowhere.yaml:1:1 .*PROGRAMME_INVALID/) },
      ],
    });
  });

  it('of ten instances at once applies a version once', async () => {
    const pools = await Promise.all(
      Array.from({ length: 10 }, () =>
        Database.connect({ url: rig.database.url, applicationName: 'test-start', poolSize: 2 }),
      ),
    );
    const document = jewellerWith(2, DOUBLE);
    await Promise.all(
      pools.map((db, index) =>
        startProgramme(db, { document, file: 'new.yaml', now: new Date(NOW.getTime() + index) }),
      ),
    );
    await Promise.all(pools.map((db) => db.close()));
    expect(await versions()).toEqual([1, 2]);
    expect(await published()).toHaveLength(2);
  });
});

describe('POST /v1/programme', () => {
  it('answers 201 with the version, then 200 for the same document, then the stored answer for the same key', async () => {
    const document = jewellerWith(2, DOUBLE);
    const body = { programmeId: 'jeweller', version: 2, effectiveFrom: '2027-06-01T00:00:00.000Z' };
    expect(await rig.apply(document, { key: 'k-1' })).toEqual({ status: 201, replayed: false, body });
    rig.now = new Date('2027-06-02T00:00:00Z');
    expect(await rig.apply(document, { key: 'k-2' })).toEqual({ status: 200, replayed: false, body });
    expect(await rig.apply(document, { key: 'k-1' })).toEqual({ status: 201, replayed: true, body });
    await expect(rig.apply(jewellerWith(3), { key: 'k-1' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await published()).toHaveLength(2);
  });

  it('decides from the effectiveFrom of the document on, and is not in force before', async () => {
    const document = jewellerWith(2, DOUBLE, ['unit:', 'effectiveFrom: 2027-07-01T02:00:00+02:00\nunit:']);
    expect((await rig.apply(document)).body).toMatchObject({ effectiveFrom: '2027-07-01T00:00:00.000Z' });
    expect(await current()).toMatchObject({ version: 1 });
    rig.now = new Date('2027-07-01T00:00:00Z');
    expect(await current()).toMatchObject({ version: 2, document });
  });

  it('decides from the instant at which nobody decides by the version before any more', async () => {
    const other = await Database.connect({ url: rig.database.url, applicationName: 'test-other' });
    let applied: ReturnType<ProgrammeRig['apply']> | undefined;
    await other.transaction(async (tx) => {
      await rig.programmes.inForce(tx);
      applied = rig.apply(jewellerWith(2, DOUBLE));
      const waiting = `select from pg_locks where locktype = 'advisory' and not granted`;
      await until('it waits', async () => (await rig.db.query(waiting)).length === 1);
      rig.now = new Date('2027-06-01T00:00:20Z');
    });
    expect((await applied)?.body).toMatchObject({ effectiveFrom: '2027-06-01T00:00:20.000Z' });
    await other.close();
  });

  it.each([
    [
      'a mistake in the document',
      jewellerWith(2, ['kind: points-per-amount', 'kind: points-per-mood']),
      { code: 'PROGRAMME_INVALID', errors: [{ line: expect.any(Number), where: expect.stringContaining('rules.0') }] },
    ],
    [
      'a version that is there with other content',
      jewellerWith(1, DOUBLE),
      { code: 'PROGRAMME_VERSION_TAKEN', errors: [{ line: 8, column: 1, where: 'version' }] },
    ],
    [
      'a name that stands for something else',
      jewellerWith(2, ['  - name: purchase', '  - name: review-2'], ['  - name: review\n', '  - name: purchase\n']),
      { code: 'PROGRAMME_CHANGE_REFUSED', errors: [{ where: 'rules.1.name' }] },
    ],
    ['nothing at all', '', { code: 'PROGRAMME_INVALID' }],
  ])('answers 422 and the place for %s, and changes nothing', async (_title, document, problem) => {
    const before = await published();
    const { status, body } = await rig.apply(document);
    expect({ status, body }).toMatchObject({ status: 422, body: problem });
    expect(await versions()).toEqual([1]);
    expect(await published()).toEqual(before);
  });

  it('of ten different documents of one version at once puts one in force', async () => {
    const stores = Array.from({ length: 10 }, () => new ProgrammeStore());
    const answers = await Promise.all(
      stores.map((programmes, index) =>
        rig.apply(jewellerWith(2, ['    points: 1\n', `    points: ${index + 2}\n`]), { programmes }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(422)]);
    expect(await versions()).toEqual([1, 2]);
    const inForce = await Promise.all(stores.map((store) => store.inForce(rig.db)));
    expect(new Set(inForce.map((history) => JSON.stringify(history.versions.at(-1)?.programme))).size).toBe(1);
  });
});

describe('the version in force at the time of an event', () => {
  it('decides on it, whenever it arrives', async () => {
    await rig.deliver(bought('ada', 10_000, '2027-05-01T00:00:00Z'));
    await rig.apply(jewellerWith(2, DOUBLE));
    await rig.deliver(bought('ada', 10_000, '2027-06-01T00:00:00Z'), bought('ada', 10_000, '2027-05-02T00:00:00Z'));
    expect((await rig.member('ada')).balance.available).toBe(10 + 20 + 10);
  });

  it('leaves what was awarded when it takes a rule back: a third version with the first content', async () => {
    await rig.apply(jewellerWith(2, DOUBLE));
    await rig.deliver(bought('ada', 10_000, '2027-06-01T00:00:00Z'));
    rig.now = new Date('2027-06-02T00:00:00Z');
    await rig.apply(jewellerWith(3));
    await rig.deliver(bought('ada', 10_000, '2027-06-02T00:00:00Z'));
    // Folded from the first fact on again, because something earlier turns up.
    await rig.deliver(bought('ada', 1_000, '2027-01-02T00:00:00Z'));
    expect((await rig.member('ada')).balance.available).toBe(20 + 10 + 1);
    const kinds = await rig.db.query<{ kind: string }>('select distinct kind from transfer');
    expect(kinds).toEqual([{ kind: 'accrual' }]);
  });

  it('acts on tiers at its start: who has the points of a lowered threshold is due then', async () => {
    await rig.deliver(bought('ada', 200_000, '2027-05-01T00:00:00Z'));
    const lower = ['      from: 300', '      from: 200'] as const;
    await rig.apply(jewellerWith(2, lower, ['unit:', 'effectiveFrom: 2027-06-03T00:00:00Z\nunit:']));
    const due = await rig.db.query<{ at: Date }>('select at from due');
    expect(due).toEqual([{ at: new Date('2027-06-03T00:00:00Z') }]);
    rig.now = new Date('2027-06-02T23:59:59Z');
    expect((await rig.member('ada')).tier?.id).toBe('silver');
    rig.now = new Date('2027-06-03T00:00:00Z');
    expect((await rig.member('ada')).tier).toMatchObject({ id: 'gold', since: '2027-06-03T00:00:00.000Z' });
  });

  describe('that announces expiry 60 days before instead of 30, to members who have points already', () => {
    const notices = async () => (await published()).filter(({ type }) => type === pointsWillExpire.type).length;
    const passTime = (asOf: string) =>
      passTimeOfDue(rig.db, { programmes: rig.programmes, asOf: new Date(asOf), source: LEDGER_SOURCE });

    it('tells them 60 days before', async () => {
      await rig.deliver(bought('ada', 10_000, '2027-01-10T00:00:00Z'));
      await rig.apply(jewellerWith(2, ['noticeDays: 30', 'noticeDays: 60']));
      await passTime('2027-06-01T00:00:00Z');
      await passTime('2027-12-02T23:59:59.999Z');
      expect(await notices()).toBe(0);
      await passTime('2027-12-03T00:00:00Z');
      expect(await notices()).toBe(1);
    });

    it('tells them at its start where that is less than 60 days before', async () => {
      await rig.deliver(bought('ada', 10_000, '2026-07-10T00:00:00Z'));
      rig.now = new Date('2027-06-15T00:00:00Z');
      await rig.apply(jewellerWith(2, ['noticeDays: 30', 'noticeDays: 60']));
      await passTime('2027-06-15T00:00:00Z');
      expect(await notices()).toBe(1);
    });
  });
});

describe('a fact ahead of the clock', () => {
  const AHEAD = '2027-06-01T12:00:00Z';

  it('is decided anew when a version starts before it: the difference is posted and published with the version as its cause', async () => {
    await rig.deliver(bought('ada', 10_000, AHEAD), bought('ben', 10_000, '2027-05-31T12:00:00Z'));
    await rig.apply(jewellerWith(2, DOUBLE));
    const transfers = await rig.db.query(
      `select customer_id, points, kind, programme_version, cause_source from transfer join member using (account)
        order by customer_id, number`,
    );
    expect(transfers).toEqual([
      { customer_id: 'ada', points: 10n, kind: 'accrual', programme_version: 1, cause_source: '/shop/test' },
      { customer_id: 'ada', points: 10n, kind: 'accrual', programme_version: 2, cause_source: '/perennial/ledger' },
      { customer_id: 'ben', points: 10n, kind: 'accrual', programme_version: 1, cause_source: '/shop/test' },
    ]);
    expect(await published()).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ memberSequence: 2 }) }),
    );
    expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
    rig.now = new Date(AHEAD);
    expect((await rig.member('ada')).balance.available).toBe(20);
  });

  it('stays as it is when the version starts after it', async () => {
    await rig.deliver(bought('ada', 10_000, AHEAD));
    await rig.apply(jewellerWith(2, DOUBLE, ['unit:', 'effectiveFrom: 2027-06-01T12:00:00.001Z\nunit:']));
    expect(await rig.db.query('select points from transfer')).toEqual([{ points: 10n }]);
  });

  it('is never decided by the earlier version when it comes while a version is applied', async () => {
    const other = await Database.connect({ url: rig.database.url, applicationName: 'test-other' });
    const streams = Array.from({ length: 5 }, async (_, stream) => {
      for (let n = 0; n < 12; n += 1) await rig.deliver(bought(`m-${stream}-${n}`, 10_000, AHEAD));
    });
    await rig.apply(jewellerWith(2, DOUBLE), { db: other, programmes: new ProgrammeStore() });
    await Promise.all(streams);
    await other.close();
    const rows = await rig.db.query('select available + pending as points from balance group by 1');
    expect(rows).toEqual([{ points: 20n }]);
    expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
  });
});
