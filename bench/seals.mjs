// How fast a booking's root is computed, by processor time: npm run build && node bench/seals.mjs
import { randomUUID } from 'node:crypto';

const { bookingRoot } = await import(new URL('../apps/ledger/dist/sealing/booking-root.js', import.meta.url));

const TRANSFERS = 1_000;
const ROUNDS = 500;
const transfers = Array.from({ length: TRANSFERS }, (_, i) => ({
  account: randomUUID(),
  number: BigInt(i + 1),
  transferId: randomUUID(),
  debit: 'issuance',
  credit: 'wallet',
  points: 10n,
  unit: 'points',
  kind: 'accrual',
  rule: 'purchase',
  thing: `order:order-${i}`,
  programmeVersion: 1,
  partnerId: null,
  causeSource: '/my-shop',
  causeId: `order-${i}-paid`,
  occurredAt: 1_797_000_000_123,
  bookedAt: 1_797_000_000_456,
  memberSequence: BigInt(i + 1),
}));

// The first round only warms up.
for (let round = 0; round < 4; round += 1) {
  const before = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i += 1) bookingRoot(transfers);
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round((TRANSFERS * ROUNDS * 1e6) / (user + system));
  if (round > 0) console.log(`${perSecond.toLocaleString('en-US')} transfers a second and core`);
}
