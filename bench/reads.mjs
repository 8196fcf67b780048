// How fast the ledger answers when there is much in it: npm run build && node bench/reads.mjs [--json]
// Brings up a platform of its own, fills it with 1,000,000 transfers of 10,000 members and one member with 10,000, and asks.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = (path) => new URL(`../${path}`, import.meta.url).href;
const { Database } = await import(dist('libs/persistence/dist/index.js'));
const { LedgerChunkHandler } = await import(dist('apps/ledger/dist/handlers/chunk.handler.js'));
const { ProgrammeStore } = await import(dist('apps/ledger/dist/programme/programme.store.js'));

const MEMBERS = 10_000;
const TRANSFERS_EACH = 100;
const HEAVY = 10_000;
const ASKED = 2_000;
const json = process.argv.includes('--json');
const say = (text) => json || console.log(text);

/** Rows as the ledger writes them, without its arithmetic: reading is what is measured. */
const FILL = /* sql */ `
  with people as (
    select 'bench-' || n as customer_id, gen_random_uuid() as account, (n % 1024)::int2 as bucket
      from generate_series(1, ${MEMBERS}) n
  ), named as (
    insert into member (customer_id, account, bucket) select customer_id, account, bucket from people returning account, bucket
  ), wallets as (
    insert into balance (account, bucket, available, earned, transfers, reward_sequence)
    select account, bucket, 10 * ${TRANSFERS_EACH}, 10 * ${TRANSFERS_EACH}, ${TRANSFERS_EACH}, ${TRANSFERS_EACH} from people
  )
  insert into transfer (account, number, transfer_id, bucket, debit, credit, points, unit, kind, rule, thing,
                        programme_version, cause_source, cause_id, occurred_at, booked_at, member_sequence, booking_id, position)
  select account, n, gen_random_uuid(), bucket, 'issuance', 'available', 10, 'points', 'accrual', 'purchase',
         'order:bench-' || n, 1, '/bench', 'bench-' || n, now(), now(), n, gen_random_uuid(), 0
    from people cross join generate_series(1, ${TRANSFERS_EACH}) n`;

const directory = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
const platform = spawn(
  process.execPath,
  [join(root, 'apps/cli/bin/perennial.mjs'), 'start', '--no-demo', '--data-dir', directory],
  {
    stdio: 'ignore',
  },
);
try {
  const stack = await untilUp();
  const { url, databaseUrl } = stack.services.ledger;
  const db = await Database.connect({ url: databaseUrl, applicationName: 'perennial-bench' });
  say(`Filling: ${MEMBERS * TRANSFERS_EACH} transfers of ${MEMBERS} members, and ${HEAVY} of one`);
  await db.query(FILL);
  await fillHeavy(db);
  await db.query('analyze');
  const results = {
    'a page of 50 of a statement': await ask(
      () => `${url}/v1/members/bench-${1 + Math.floor(Math.random() * MEMBERS)}/statement?limit=50`,
    ),
    'a page of 200 of the long statement': await ask(
      () => `${url}/v1/members/bench-heavy/statement?limit=200&cursor=${1 + Math.floor(Math.random() * HEAVY)}`,
    ),
    'the member with 10,000 transfers': await ask(() => `${url}/v1/members/bench-heavy`),
  };
  await db.close();
  if (json)
    console.log(
      JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, milliseconds: results }),
    );
  else console.table(results);
} finally {
  platform.kill('SIGINT');
  await new Promise((done) => platform.once('exit', done));
  rmSync(directory, { recursive: true, force: true });
}

async function untilUp() {
  for (;;) {
    try {
      const stack = JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8'));
      if ((await fetch(`${stack.services.ledger.url}/health/ready`)).ok) return stack;
    } catch {
      // Not yet.
    }
    await new Promise((next) => setTimeout(next, 250));
  }
}

/** Through the ledger's own handler: purchases of one member over some months. */
async function fillHeavy(db) {
  const handler = new LedgerChunkHandler(new ProgrammeStore());
  const start = Date.now() - 300 * 86_400_000;
  for (let done = 0; done < HEAVY; done += 1_000) {
    const events = Array.from({ length: 1_000 }, (_, index) => {
      const id = `bench-heavy-${done + index}`;
      const at = start + (done + index) * 2_000_000;
      const data = { orderId: id, revision: 0, customerId: 'bench-heavy', currency: 'USD', totalMinor: 2_500 };
      const time = new Date(at).toISOString();
      return { id, source: '/bench', type: 'commerce.purchase.completed.v1', subject: 'bench-heavy', time, at, data };
    });
    const chunk = { topic: 'bench', partition: 0, nextOffset: BigInt(done), now: new Date() };
    await db.transaction((tx) => handler.handle(events, tx, chunk));
  }
}

/** Milliseconds of one request after another, over HTTP, answers read whole. */
async function ask(urlOf) {
  const times = [];
  for (let index = -200; index < ASKED; index += 1) {
    const begun = performance.now();
    const answer = await fetch(urlOf());
    await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} of ${answer.url}`);
    // The first ones only warm up.
    if (index >= 0) times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  const at = (share) => Number(times[Math.floor(share * (times.length - 1))].toFixed(2));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
