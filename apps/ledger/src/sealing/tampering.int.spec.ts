import { randomUUID } from 'node:crypto';

import type { CheckpointSigned } from '@perennial/contracts';

import { checkpointRoot } from './domain/checkpoint.js';
import { transferLeaf } from './domain/sealed-transfer.js';
import { insertCheckpoint } from './queries/insert-checkpoint.js';
import { SELECT_TRANSFERS, sealedTransferOf, type TransferRow } from './queries/transfer-row.js';
import { newSigningKey, publishedOf, SealsRig } from './seals-rig.fixture.js';
import { sha256 } from './sha256.js';
import { sealChecks, type SealCheck } from './verify/differences.js';

/** Three checkpoints over four bookings of five transfers each; a fifth booking waits to be sealed. */
interface Scene {
  readonly rig: SealsRig;
  /** In the order they were booked. */
  readonly bookings: readonly string[];
  readonly published: readonly CheckpointSigned[];
}

let scene: Scene;
beforeEach(async () => {
  const rig = await SealsRig.start();
  const bookings = [await rig.book(5), await rig.book(5)];
  const first = await rig.seal();
  bookings.push(await rig.book(5));
  const second = await rig.seal();
  bookings.push(await rig.book(5));
  const third = await rig.seal();
  bookings.push(await rig.book(5));
  scene = { rig, bookings, published: publishedOf(first, second, third) };
});
afterEach(() => scene?.rig.stop());

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const at = (booking: string | undefined, position: number) => `booking_id = '${booking}' and position = ${position}`;

async function expectFound(
  check: SealCheck,
  detail: string | RegExp,
  published?: readonly CheckpointSigned[],
): Promise<void> {
  const { ok, firstDifference } = await scene.rig.verify(published);
  expect(firstDifference).toEqual({ check: sealChecks[check], detail: expect.stringMatching(detail) });
  expect(ok).toBe(false);
}

// Marked n/10: the ten kinds of tampering that docs/reliability.md counts.
describe('verify', () => {
  it('finds nothing in a ledger nobody touched, and says how much it has checked', async () => {
    expect(await scene.rig.verify(scene.published)).toEqual({
      ok: true,
      transfers: 25n,
      bookings: 5n,
      checkpoints: 3n,
      auditEntries: 0n,
      published: 3n,
      checked: Object.values(sealChecks),
    });
  });

  it.each([
    ['points of a transfer', 'points = points # 1'],
    ['the side of a transfer', 'debit = credit, credit = debit'],
    ['a letter of a cause (1/10)', `cause_id = overlay(cause_id placing 'E' from 1)`],
    ['a microsecond of an instant', `booked_at = booked_at + interval '1 microsecond'`],
    ['an instant without end', `occurred_at = 'infinity'`],
    ['a space at the end of a thing', `thing = thing || ' '`],
    ['the partner who funds a transfer', `partner_id = 'telco'`],
    ['a transfer with a partner to one without', 'partner_id = null'],
    ['the account of a transfer (8/10)', `account = 'ffffffff-ffff-4fff-8fff-ffffffffffff'`],
  ])('names the row in which somebody changed %s', async (_title, change) => {
    const [, booking] = scene.bookings;
    // A row that has a partner, so that it can lose it.
    await scene.rig.tamper(`update transfer set ${change} where ${at(booking, 3)}`);
    await expectFound('transfers', `position 3 of booking ${booking}`);
  });

  it('names the row of a booking that waits to be sealed, too', async () => {
    await scene.rig.tamper(`update transfer set points = points + 1 where ${at(scene.bookings[4], 0)}`);
    await expectFound('transfers', `position 0 of booking ${scene.bookings[4]}`);
  });

  it('names one of two rows that changed places (2/10)', async () => {
    const [first] = scene.bookings;
    await scene.rig.tamper(
      `update transfer set position = 5 - position where booking_id = '${first}' and position in (2, 3)`,
    );
    await expectFound('transfers', new RegExp(`position [23] of booking ${first}`));
  });

  it('names the booking and the position of a row that was deleted (3/10)', async () => {
    const [first] = scene.bookings;
    await scene.rig.tamper(`delete from transfer where ${at(first, 4)}`);
    await expectFound(
      'complete',
      `booking ${first} was made with 5 transfers and has 4: the one at position 4 is missing`,
    );
  });

  it('names a row that was inserted into an old booking (7/10)', async () => {
    const [first] = scene.bookings;
    const account = scene.rig.accounts[0];
    await scene.rig.tamper(
      `insert into transfer select (t).* from (
         select jsonb_populate_record(t, jsonb_build_object('number', 1000, 'position', 5, 'transfer_id', gen_random_uuid())) as t
           from transfer t where account = '${account}' and number = 1) as copy`,
    );
    await expectFound(
      'complete',
      new RegExp(`booking ${first} .* transfer 1000 of account ${account} .* was added at position 5`),
    );
  });

  it('names the row that took the place of another in an old booking', async () => {
    const [first] = scene.bookings;
    await scene.rig.tamper(
      `delete from transfer where ${at(first, 2)}`,
      `insert into transfer select (t).* from (
         select jsonb_populate_record(t, jsonb_build_object('number', 1000, 'position', 2, 'transfer_id', gen_random_uuid())) as t from transfer t where ${at(first, 0)}) as copy`,
    );
    await expectFound('transfers', `transfer 1000 of account .* position 2 of booking ${first}`);
  });

  it('names the position of a row that was replaced by a copy of another, down to the byte', async () => {
    const [first] = scene.bookings;
    await scene.rig.tamper(
      'alter table transfer drop constraint transfer_pkey, drop constraint transfer_account_transfer_id_key',
      `delete from transfer where ${at(first, 4)}`,
      `insert into transfer select * from transfer where ${at(first, 0)}`,
    );
    await expectFound('complete', `booking ${first} .*: the one at position 4 is missing`);
  });

  it('names a booking that was deleted with its transfers (4/10)', async () => {
    const [, second] = scene.bookings;
    await scene.rig.tamper(
      `delete from transfer where booking_id = '${second}'`,
      `delete from booking where booking_id = '${second}'`,
    );
    await expectFound('sealed', `booking ${second}, sealed by checkpoint 1 at position [01], is not there any more`);
  });

  it('names a booking of which no trace was left but the gap', async () => {
    const [first] = scene.bookings;
    await scene.rig.tamper(
      ...['transfer', 'sealed_booking', 'booking'].map((table) => `delete from ${table} where booking_id = '${first}'`),
    );
    await expectFound(
      'sealed',
      /checkpoint 1 (has lost its booking at position 0|sealed 2 bookings, 1 of them are there)/,
    );
  });

  it('names the last booking, deleted before it was sealed', async () => {
    const last = scene.bookings[4];
    await scene.rig.tamper(
      `delete from transfer where booking_id = '${last}'`,
      `delete from booking where booking_id = '${last}'`,
    );
    await expectFound('waiting', `booking ${last} waits to be sealed, and is not there any more`);
  });

  it('names the last booking, deleted after it was sealed (5/10)', async () => {
    const last = scene.bookings[3];
    await scene.rig.tamper(
      ...['transfer', 'sealed_booking', 'booking'].map((table) => `delete from ${table} where booking_id = '${last}'`),
    );
    await expectFound('sealed', 'checkpoint 3 sealed 1 bookings, 0 of them are there');
  });

  it('names a booking whose row was deleted while its transfers stayed', async () => {
    const last = scene.bookings[4];
    await scene.rig.tamper(`delete from booking where booking_id = '${last}'`, `delete from unsealed_booking`);
    await expectFound('complete', `5 transfers belong to booking ${last}, which is not there`);
  });

  it('names a booking that was taken out of the queue', async () => {
    await scene.rig.tamper(`delete from unsealed_booking`);
    await expectFound('waiting', `booking ${scene.bookings[4]} is not sealed, and does not wait for it either`);
  });

  it('names a booking that would be sealed a second time', async () => {
    await scene.rig.tamper(`insert into unsealed_booking values ('${scene.bookings[0]}')`);
    await expectFound('waiting', `booking ${scene.bookings[0]} is sealed, and waits to be sealed once more`);
  });

  it('names an account whose transfers were booked with a gap in their numbers', async () => {
    const [account] = scene.rig.accounts;
    scene.rig.skipNumber(account!);
    await scene.rig.book(1);
    await expectFound('numbers', `account ${account} has 11 transfers, numbered from 1 to 12`);
  });

  it('names a checkpoint that was signed over a wrong count', async () => {
    const { rig, published } = scene;
    const [bookingId] = await rig.unsealed();
    const header = {
      number: 4n,
      previousRoot: Buffer.from(published[2]!.root, 'hex'),
      bookings: 5n,
      transfers: 26n,
      signedAt: 0,
    };
    const root = checkpointRoot(header, { bookings: [bookingId!] }, sha256);
    await insertCheckpoint(rig.owner, { ...header, root, keyId: rig.key.keyId, signature: rig.key.sign(root) }, [
      bookingId!.bookingId,
    ]);
    await rig.owner.query('delete from unsealed_booking');
    await expectFound('sealed', 'checkpoint 4 counts 6 transfers, its bookings have 5');
  });

  it.each([1, 2, 3])('names checkpoint %i when it was deleted (6/10)', async (number) => {
    await scene.rig.tamper(`delete from checkpoint where number = ${number}`);
    await expectFound('chain', `checkpoint ${number} is missing`);
  });

  it('names the last checkpoint when what it sealed was made to wait again, by the published copy', async () => {
    await scene.rig.tamper(
      `insert into unsealed_booking select booking_id from sealed_booking where checkpoint = 3`,
      `delete from sealed_booking where checkpoint = 3`,
      `delete from checkpoint where number = 3`,
    );
    expect(await scene.rig.verify()).toMatchObject({ ok: true });
    await expectFound('published', 'checkpoint 3 was published, and is not in the ledger', scene.published);
    // Even when another one has taken its number.
    await scene.rig.seal();
    await expectFound('published', 'checkpoint 3 was published with root', scene.published);
  });

  it('names the booking whose leaf was changed along with its row', async () => {
    const [first] = scene.bookings;
    await scene.rig.tamper(
      `update booking set leaves = set_byte(leaves, 70, get_byte(leaves, 70) # 1) where booking_id = '${first}'`,
    );
    await expectFound('roots', `booking ${first}`);
  });

  it('names the checkpoint whose booking was changed down to its root', async () => {
    await scene.rig.tamper(
      `update booking set root = set_byte(root, 0, get_byte(root, 0) # 1) where booking_id = '${scene.bookings[2]}'`,
    );
    await expectFound('sealed', 'checkpoint 2 was made of other bookings');
  });

  it('names the checkpoint whose root was computed anew without the key', async () => {
    await scene.rig.tamper(`update checkpoint set root = sha256('anything') where number = 2`);
    await expectFound('chain', 'checkpoint 3 follows another checkpoint 2 than the one that is there');
    await scene.rig.tamper(`update checkpoint set previous_root = sha256('anything') where number = 3`);
    await expectFound('signatures', 'the signature of checkpoint 2 is not that of key');
  });

  it('names the checkpoint that was signed with a wrong key, whatever key it claims (9/10)', async () => {
    const wrong = newSigningKey();
    const [{ root } = { root: Buffer.alloc(0) }] = await scene.rig.db.query<{ root: Buffer }>(
      `select root from checkpoint where number = 3`,
    );
    const signature = wrong.sign(root).toString('hex');
    await scene.rig.tamper(`update checkpoint set signature = '\\x${signature}' where number = 3`);
    await expectFound('signatures', `the signature of checkpoint 3 is not that of key ${scene.rig.key.keyId}`);
    await scene.rig.tamper(`update checkpoint set key_id = '${wrong.keyId}' where number = 3`);
    await expectFound('signatures', `checkpoint 3 is signed with key ${wrong.keyId}, which is not a known one`);
  });

  it('names the published checkpoint that an older dump lacks (10/10)', async () => {
    const older = await SealsRig.start();
    try {
      await older.book(5);
      expect(await older.verify()).toMatchObject({ ok: true });
      const own = publishedOf(await older.seal());
      expect(await older.verify(own)).toMatchObject({ ok: true });
      const later = await older.book(5);
      const newer = publishedOf(await older.seal());
      // Back to how it was: as a restore of yesterday's dump leaves it.
      await older.tamper(
        ...['transfer', 'sealed_booking', 'booking'].map(
          (table) => `delete from ${table} where booking_id = '${later}'`,
        ),
        'delete from checkpoint where number = 2',
      );
      expect(await older.verify(own)).toMatchObject({ ok: true });
      const { firstDifference } = await older.verify([...own, ...newer]);
      expect(firstDifference).toEqual({
        check: sealChecks.published,
        detail:
          'checkpoint 2 was published, and is not in the ledger: the ledger ends with checkpoint 1 and is older than what was published',
      });
    } finally {
      await older.stop();
    }
  });

  it('holds an empty published copy against a ledger with checkpoints, and not against one without any', async () => {
    await expectFound('published', 'the published copy has no checkpoint, the ledger has 3', []);
    const fresh = await SealsRig.start();
    try {
      await fresh.book(1);
      expect(await fresh.verify([])).toMatchObject({ ok: true, published: 0n });
    } finally {
      await fresh.stop();
    }
  });

  it('tells a published copy that was forged from a ledger that was changed', async () => {
    const [first, second] = scene.published;
    const forged = [first!, { ...second!, root: first!.root }];
    await expectFound(
      'published',
      'the published checkpoint 2 is not signed with a known key: the copy itself',
      forged,
    );
  });
});

describe('a transfer', () => {
  /** Known from elsewhere, and what a change of them can do. */
  const UNSEALED = {
    bucket: 'follows from the customer; only spreads the work',
    booking_id: 'a transfer in another booking is missing in its own, and too many in the other',
    position: 'a transfer at another place is not the leaf of that place',
  };

  it('is sealed in every column of its table that is not listed as an exception', async () => {
    const columns = await scene.rig.db.query<{ column_name: string }>(
      "select column_name from information_schema.columns where table_name = 'transfer' order by ordinal_position",
    );
    const unchanged: string[] = [];
    const [row] = await scene.rig.db.query<TransferRow>(`${SELECT_TRANSFERS} where ${at(scene.bookings[0], 1)}`);
    const leaf = (of: TransferRow) => transferLeaf(sealedTransferOf(of)).toString('hex');
    for (const { column_name: column } of columns) {
      const value = row?.[column as keyof TransferRow];
      const other = { string: UUID.test(String(value)) ? randomUUID() : `${value}!`, number: Number(value) + 1 };
      const changed = typeof value === 'bigint' ? value + 1n : (other[typeof value as keyof typeof other] ?? 'p');
      if (leaf({ ...row!, [column]: changed }) === leaf(row!)) unchanged.push(column);
    }
    expect(unchanged.sort()).toEqual(Object.keys(UNSEALED).sort());
  });
});

describe('what is booked and sealed', () => {
  it.each(['booking', 'sealed_booking', 'checkpoint'])(
    'in %s is never changed: not by the service, not by the owner',
    async (table) => {
      const column = { booking: 'booked_at', sealed_booking: 'position', checkpoint: 'key_id' }[table];
      for (const sql of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table}`]) {
        await expect(scene.rig.db.query(sql)).rejects.toMatchObject({ code: '42501' });
        await expect(scene.rig.owner.query(sql)).rejects.toThrow(/append-only/);
      }
    },
  );
});
