// Checks the proof of a transfer with nothing but the public key: node tools/check-proof.mjs <proof.json> <public-key.pem>
// It stands alone, so that whoever doubts us can read it. docs/decisions/0015-seals.md says what the bytes mean.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [proofFile, keyFile] = process.argv.slice(2);
if (!keyFile) end(2, 'Usage: node tools/check-proof.mjs <proof.json> <public-key.pem>');

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const uuid = (text) => Buffer.from(text.replaceAll('-', ''), 'hex');
const int = (bytes, value) =>
  Buffer.from(
    BigInt(value)
      .toString(16)
      .padStart(2 * bytes, '0'),
    'hex',
  );
const instant = (text) => int(8, BigInt(Date.parse(text)) * 1000n);
const climb = (from, path) =>
  path.reduce((at, { side, hash }) => {
    const beside = Buffer.from(hash, 'hex');
    return side === 'left' ? sha256(Buffer.of(1), beside, at) : sha256(Buffer.of(1), at, beside);
  }, from);

/** Reads the bytes of a leaf back into what they say. */
function transferOf(leaf) {
  if (leaf[0] !== 0 || leaf[1] !== 1) throw new Error('the leaf is none of a transfer');
  let at = 2;
  const take = (bytes) => leaf.subarray(at, (at += bytes));
  const id = () =>
    take(16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const number = () => Number(take(8).readBigInt64BE());
  const time = () => new Date(number() / 1000).toISOString();
  const text = () =>
    ((length) => (length === 0xffffffff ? null : take(length).toString('utf8')))(take(4).readUInt32BE());
  const first = { account: id(), number: number(), transferId: id(), debit: text(), credit: text(), points: number() };
  const second = { unit: text(), kind: text(), rule: text(), thing: text(), programmeVersion: take(4).readInt32BE() };
  const third = { partnerId: text(), causeSource: text(), causeId: text(), occurredAt: time(), bookedAt: time() };
  const memberSequence = take(1)[0] === 1 ? number() : null;
  if (at !== leaf.length) throw new Error('the leaf does not end where the transfer ends');
  return { ...first, ...second, ...third, memberSequence };
}

try {
  const { format, leaf, transfer, booking, checkpoint } = JSON.parse(readFileSync(proofFile, 'utf8'));
  if (format !== 'perennial-proof-1') throw new Error(`the format is ${format}, and this checks perennial-proof-1`);
  const key = createPublicKey(readFileSync(keyFile, 'utf8'));
  const keyId = sha256(key.export({ type: 'spki', format: 'der' }))
    .toString('hex')
    .slice(0, 16);
  if (checkpoint.keyId !== keyId) throw new Error(`signed with the key ${checkpoint.keyId}, and this one is ${keyId}`);
  const proved = transferOf(Buffer.from(leaf, 'hex'));
  if (Object.keys(proved).some((name) => proved[name] !== transfer[name])) throw new Error('the leaf says otherwise');

  const bookingRoot = climb(sha256(Buffer.from(leaf, 'hex')), booking.path);
  const bookingParts = [uuid(booking.bookingId), int(4, booking.transfers), instant(booking.bookedAt), bookingRoot];
  const tree = climb(sha256(Buffer.of(0, 2), ...bookingParts), checkpoint.path);
  const previous = Buffer.from(checkpoint.previousRoot ?? '00'.repeat(32), 'hex');
  const counts = [int(8, checkpoint.bookings), int(8, checkpoint.transfers), instant(checkpoint.signedAt)];
  const header = sha256(Buffer.of(0, 3), int(8, checkpoint.number), previous, ...counts);
  const root = sha256(Buffer.of(1), header, tree);
  if (checkpoint.root !== root.toString('hex')) throw new Error('these steps lead to another root');
  if (!verify(null, root, key, Buffer.from(checkpoint.signature, 'base64')))
    throw new Error('the signature is not that of this key over the root these steps lead to');

  console.log(JSON.stringify(proved, null, 2));
  end(0, `Sealed in checkpoint ${checkpoint.number} at ${checkpoint.signedAt}, root ${root.toString('hex')}`);
} catch (error) {
  end(1, `NOT PROVED: ${error.message}`);
}

function end(code, line) {
  (code === 0 ? console.log : console.error)(line);
  process.exit(code);
}
