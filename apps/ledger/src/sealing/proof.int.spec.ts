import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { GetProofRoute } from './get-proof.route.js';
import { proveTransfer, transferProof, type TransferProof } from './prove-transfer.js';
import { newSigningKey, SealsRig } from './seals-rig.fixture.js';

const SCRIPT = fileURLToPath(new URL('../../../../tools/check-proof.mjs', import.meta.url));

describe('the proof of a transfer', () => {
  let rig: SealsRig;
  let dir: string;
  beforeAll(async () => {
    rig = await SealsRig.start();
    dir = mkdtempSync(join(tmpdir(), 'perennial-proof-'));
    for (const count of [1, 7, 2]) await rig.book(count);
    await rig.seal();
    for (const count of [5, 1]) await rig.book(count);
    // So that a checkpoint has an entry of the audit log beside its bookings.
    await rig.act();
    await rig.seal();
    await rig.book(3);
  });
  afterAll(async () => {
    rmSync(dir, { recursive: true });
    await rig?.stop();
  });

  const ids = async (where: string) =>
    (
      await rig.db.query<{ id: string }>(
        `select transfer_id as id from transfer join booking using (booking_id) left join sealed_booking using (booking_id) where ${where} order by checkpoint, booking_id, transfer.position`,
      )
    ).map(({ id }) => id);
  const check = (proof: object, publicKeyPem = rig.key.publicKeyPem) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const [proofFile, keyFile] = [join(dir, 'proof.json'), join(dir, 'key.pem')];
      writeFileSync(proofFile, JSON.stringify(proof));
      writeFileSync(keyFile, publicKeyPem);
      execFile(process.execPath, [SCRIPT, proofFile, keyFile], (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      );
    });
  const proofOf = async (id: string) => transferProof.parse(await proveTransfer(rig.db, id));

  it('of every sealed transfer is accepted by the script that knows nothing but the public key', async () => {
    const sealed = await ids('checkpoint is not null');
    expect(sealed).toHaveLength(16);
    for (const id of sealed) {
      const proof = await proofOf(id);
      const { code, output } = await check(proof);
      expect(output).toContain(`Sealed in checkpoint ${proof.checkpoint.number} at 2027-03-01T10:00:00.123Z`);
      expect(output).toContain(id);
      expect(code).toBe(0);
    }
  });

  it.each<[string, (proof: TransferProof) => object]>([
    ['points', ({ transfer }) => ({ transfer: { ...transfer, points: 1 } })],
    ['the partner', ({ transfer }) => ({ transfer: { ...transfer, partnerId: 'telco' } })],
    ['a byte of the leaf', ({ leaf }) => ({ leaf: leaf.replace(/..$/, '7f') })],
    ['a leaf of another kind', ({ leaf }) => ({ leaf: `0002${leaf.slice(4)}` })],
    ['the booking', ({ booking }) => ({ booking: { ...booking, bookingId: '6f1c2a1e-58a1-4c55-9a53-0a7a4d1c9f10' } })],
    [
      'a step of the path',
      ({ booking }) => ({
        booking: {
          ...booking,
          path: booking.path.map((step, i) => (i === 0 ? { ...step, hash: '00'.repeat(32) } : step)),
        },
      }),
    ],
    ['a missing step', ({ checkpoint }) => ({ checkpoint: { ...checkpoint, path: checkpoint.path.slice(1) } })],
    ['the number of the checkpoint', ({ checkpoint }) => ({ checkpoint: { ...checkpoint, number: 9 } })],
    [
      'the instant of sealing',
      ({ checkpoint }) => ({ checkpoint: { ...checkpoint, signedAt: '2026-03-01T10:00:00.123Z' } }),
    ],
    ['the root', ({ checkpoint }) => ({ checkpoint: { ...checkpoint, root: '00'.repeat(32) } })],
    ['the id of the key', ({ checkpoint }) => ({ checkpoint: { ...checkpoint, keyId: '00'.repeat(8) } })],
    ['the format', () => ({ format: 'perennial-proof-2' })],
    [
      'the signature',
      ({ checkpoint }) => ({ checkpoint: { ...checkpoint, signature: Buffer.alloc(64).toString('base64') } }),
    ],
  ])('is refused by the script with another value for %s', async (_title, change) => {
    const [id] = await ids('checkpoint = 1 and booking.transfers = 7');
    const proof = await proofOf(id!);
    expect(await check({ ...proof, ...change(proof) })).toMatchObject({
      code: 1,
      output: expect.stringContaining('NOT PROVED'),
    });
  });

  it('is refused by the script with another key', async () => {
    const [id] = await ids('checkpoint = 1');
    expect(await check(await proofOf(id!), newSigningKey().publicKeyPem)).toMatchObject({ code: 1 });
  });

  it('does not exist yet while the transfer waits to be sealed, and of an unknown one never', async () => {
    const [waiting] = await ids('checkpoint is null');
    const route = new GetProofRoute(rig.db);
    await expect(route.get(waiting!)).rejects.toMatchObject({ status: 409, code: 'NOT_SEALED_YET' });
    await expect(route.get('6f1c2a1e-58a1-4c55-9a53-0a7a4d1c9f10')).rejects.toMatchObject({
      status: 404,
      code: 'UNKNOWN_TRANSFER',
    });
  });

  it('is not given for a row that is not what was booked', async () => {
    const [id, other] = await ids('checkpoint = 2 and booking.transfers = 5');
    await rig.tamper(`update transfer set points = points + 1 where transfer_id = '${id}'`);
    await expect(new GetProofRoute(rig.db).get(id!)).rejects.toMatchObject({ status: 409, code: 'LEDGER_CHANGED' });
    expect(await new GetProofRoute(rig.db).get(other!)).toMatchObject({ transfer: { transferId: other } });
    await rig.tamper(`update transfer set points = points - 1 where transfer_id = '${id}'`);
  });
});
