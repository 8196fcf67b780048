// How fast the ledger answers when there is much in it: npm run build && node bench/reads.mjs [--json] [--data-dir <dir>]
// Brings up a platform of its own with 1,000,000 transfers of 10,000 members, and 10,000 of one, and asks it over HTTP, one
// question after another. Every answer is compared with the rows. With --data-dir what was filled is kept, and used again.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = (path) => new URL(`../${path}`, import.meta.url).href;
const { bucketOf } = await import(dist('libs/contracts/dist/index.js'));
const { Database } = await import(dist('libs/persistence/dist/index.js'));
const { LedgerChunkHandler } = await import(dist('apps/ledger/dist/handlers/chunk.handler.js'));
const { ProgrammeStore } = await import(dist('apps/ledger/dist/programme/programme.store.js'));

const MEMBERS = 10_000;
const TRANSFERS_EACH = 100;
const HEAVY_TRANSFERS = 10_000;
/** Answers to a question; of a slow one as many as there are in the time. */
const ASKED = 1_000;
const ASKED_AT_LEAST = 30;
const WARM_UP = 100;
const ASKED_FOR_MS = 6_000;
const DAY_MS = 86_400_000;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, 'data-dir': { type: 'string' } },
});
const begun = performance.now();
const say = (text) =>
  options.json || console.log(`${String(Math.round((performance.now() - begun) / 1_000)).padStart(4)} s  ${text}`);

const kept = options['data-dir'];
const directory = kept === undefined ? mkdtempSync(join(tmpdir(), 'perennial-bench-')) : resolve(kept);
const filledFile = join(directory, 'filled-by-bench');
const loadBefore = loadavg()[0];
say('Starting a platform');
const platform = spawn(
  process.execPath,
  [join(root, 'apps/cli/bin/perennial.mjs'), 'start', '--no-demo', '--data-dir', directory],
  { stdio: 'ignore' },
);
let hasEnded = false;
platform.once('exit', () => (hasEnded = true));
try {
  const stack = await untilUp();
  const { databaseUrl } = stack.services.ledger;
  const db = await Database.connect({ url: databaseUrl, applicationName: 'perennial-bench', poolSize: 1 });
  if (!existsSync(filledFile)) {
    await fillFrom(db, 'heavy-00000', { purchases: HEAVY_TRANSFERS, chunk: 1_000 });
    await fillFrom(db, 'bench-00000', { purchases: TRANSFERS_EACH, chunk: 10 });
    await copyToAll(db, 'bench-00000');
    await settleDown(stack.postgres.url, databaseUrl);
    writeFileSync(filledFile, '');
  }
  const results = await askAll(stack, await booksOf(db));
  await db.close();
  report(results);
} finally {
  platform.kill('SIGINT');
  while (!hasEnded) await new Promise((next) => setTimeout(next, 50));
  if (kept === undefined) rmSync(directory, { recursive: true, force: true });
}

async function untilUp() {
  for (;;) {
    if (hasEnded) throw new Error('the platform does not start: see `npm start`');
    try {
      const stack = JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8'));
      if ((await fetch(`${stack.services.ledger.url}/health/ready`)).ok) return stack;
    } catch {
      // Not yet.
    }
    await new Promise((next) => setTimeout(next, 250));
  }
}

/** Tells how far a long stage is, every few seconds. */
function progress(what, total) {
  const start = performance.now();
  let told = start;
  return (done) => {
    const now = performance.now();
    if (done < total && now - told < 5_000) return;
    told = now;
    const seconds = (now - start) / 1_000;
    const rate = done / seconds;
    const left = done < total ? `, ${Math.ceil((total - done) / rate)} s left` : '';
    say(
      `${what}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}, ${Math.round(rate).toLocaleString('en')} a second${left}`,
    );
  };
}

/** Purchases of one member over 300 days, through the ledger's own handler, booked as they happened. */
async function fillFrom(db, customerId, { purchases, chunk: size }) {
  const tell = progress(`Purchases of ${customerId}`, purchases);
  const handler = new LedgerChunkHandler(new ProgrammeStore());
  const start = Date.now() - 301 * DAY_MS;
  const step = Math.floor((300 * DAY_MS) / purchases);
  for (let done = 0; done < purchases; done += size) {
    const events = Array.from({ length: size }, (_, index) => {
      const id = `${customerId}-p${done + index + 1}`;
      const at = start + (done + index) * step;
      const totalMinor = 1_000 * (1 + ((done + index) % 7)) + 50;
      const data = { orderId: id, revision: 0, customerId, currency: 'USD', totalMinor };
      const time = new Date(at).toISOString();
      return { id, source: '/bench', type: 'commerce.purchase.completed.v1', subject: customerId, time, at, data };
    });
    const now = new Date(events.at(-1).at + 1_000);
    await db.transaction((tx) =>
      handler.handle(events, tx, { topic: 'bench', partition: 0, nextOffset: BigInt(done), now }),
    );
    tell(done + size);
  }
}

/**
 * Gives everybody the history of one member, by copying the rows that are read: orders, messages and seals are left out.
 * A transfer of everybody, then the next of everybody: so a member's rows lie as far apart as in a ledger that has grown.
 */
async function copyToAll(db, like) {
  const customers = Array.from({ length: MEMBERS - 1 }, (_, index) => `bench-${String(index + 1).padStart(5, '0')}`);
  const named = (column) => `replace(${column}, '${like}', customer_id)`;
  const people = `from member where customer_id like 'bench-%' and customer_id <> '${like}'`;
  const model = `(select account from member where customer_id = '${like}')`;
  await db.query(
    `insert into member (customer_id, account, bucket)
     select customer_id, gen_random_uuid(), bucket from unnest($1::text[], $2::int2[]) as people (customer_id, bucket)`,
    [customers, customers.map((customerId) => bucketOf(customerId))],
  );
  await db.query(
    `insert into balance (account, bucket, available, earned, transfers, reward_sequence, points_sequence, tier, noticed, state)
     select people.account, people.bucket, available, earned, transfers, reward_sequence, points_sequence, tier, noticed,
            ${named('state::text')}::jsonb
       from balance cross join (select * ${people}) people where balance.account = ${model}`,
  );
  await db.query(
    `insert into due (account, bucket, at)
     select people.account, people.bucket, at from due cross join (select * ${people}) people where due.account = ${model}`,
  );
  const tell = progress('Transfers of everybody', MEMBERS * TRANSFERS_EACH);
  for (let number = 1; number <= TRANSFERS_EACH; number += 1) {
    await db.transaction(async (tx) => {
      await tx.query('set local synchronous_commit to off');
      const [{ cause_id: id }] = await tx.query(
        `select cause_id from transfer where account = ${model} and number = $1`,
        [number],
      );
      await tx.query(
        `insert into transfer (account, number, transfer_id, bucket, debit, credit, points, unit, kind, rule, thing,
                               programme_version, cause_source, cause_id, occurred_at, booked_at, member_sequence, booking_id, position)
         select people.account, number, gen_random_uuid(), people.bucket, debit, credit, points, unit, kind, rule, ${named('thing')},
                programme_version, cause_source, ${named('cause_id')}, occurred_at, booked_at, member_sequence,
                booking_id, 10 + position * ${MEMBERS} + row_number() over ()
           from transfer cross join (select * ${people}) people where transfer.account = ${model} and number = $1`,
        [number],
      );
      await tx.query(
        `insert into fact (account, at, source, id, bucket, type, data, booked_at)
         select people.account, at, source, ${named('id')}, people.bucket, type, ${named('data::text')}::jsonb, booked_at
           from fact cross join (select * ${people}) people where fact.account = ${model} and id = $1`,
        [id],
      );
      await tx.query(
        `insert into lot (account, rule, thing, bucket, points, pending, held, expired, earned_at, earned_source, earned_id,
                          available_at, expires_at)
         select people.account, rule, ${named('thing')}, people.bucket, points, pending, held, expired, earned_at, earned_source,
                ${named('earned_id')}, available_at, expires_at
           from lot cross join (select * ${people}) people where lot.account = ${model} and earned_id = $1`,
        [id],
      );
    });
    tell(number * MEMBERS);
  }
}

/** What the server does by itself some time after so many rows came, so that it does not do it while it is asked. */
async function settleDown(ownerUrl, databaseUrl) {
  say('Vacuum and statistics');
  const url = new URL(ownerUrl);
  url.pathname = new URL(databaseUrl).pathname;
  const owner = await Database.connect({ url: url.href, applicationName: 'perennial-bench-owner', poolSize: 1 });
  await owner.query('vacuum (analyze)');
  await owner.query('checkpoint');
  await owner.close();
}

/** The transfers as they stand in the table, oldest first: what every answer has to agree with. */
async function booksOf(db) {
  const read = (customerId) =>
    db.query(
      `select points::int, cause_id as id, occurred_at as at, booked_at from transfer
        where account = (select account from member where customer_id = $1) order by number`,
      [customerId],
    );
  const [{ transfers }] = await db.query('select count(*)::int as transfers from transfer');
  const one = await read('bench-00000');
  const heavy = await read('heavy-00000');
  const [wanted, counts] = [
    [MEMBERS * TRANSFERS_EACH + HEAVY_TRANSFERS, TRANSFERS_EACH, HEAVY_TRANSFERS],
    [transfers, one.length, heavy.length],
  ];
  if (String(counts) !== String(wanted)) throw new Error(`there are ${counts} transfers instead of ${wanted}`);
  const suffixed = (rows) => rows.map((row) => ({ ...row, id: row.id.slice('bench-00000'.length) }));
  return { everybody: suffixed(one), heavy: suffixed(heavy) };
}

async function askAll(stack, { everybody, heavy }) {
  const random = (below) => Math.floor(Math.random() * below);
  const anybody = () => `bench-${String(random(MEMBERS)).padStart(5, '0')}`;
  const sum = (rows) => rows.reduce((points, row) => points + row.points, 0);
  const idsOf = (customerId, rows) => rows.map(({ id }) => customerId + id).reverse();
  const questions = (whose, books) => {
    const page = (limit, deep) => () => {
      const customerId = whose();
      const before = deep ? 1 + random(books.length) : undefined;
      const rows = books.slice(0, before === undefined ? undefined : before - 1).slice(-limit);
      return {
        path: `${customerId}/statement?limit=${limit}${before === undefined ? '' : `&cursor=${before}`}`,
        wanted: [idsOf(customerId, rows), sum(rows)],
        given: ({ items }) => [items.map(({ causationid }) => causationid), sum(items)],
      };
    };
    const member = (query, counted) => () => {
      const at = books[random(books.length)].at.getTime() + 500;
      const points = sum(books.filter((row) => counted(row, at)));
      return {
        path: `${whose()}${query(new Date(at).toISOString())}`,
        wanted: [points, points, points],
        given: ({ balance, earned, lots }) => [balance.available, earned, sum(lots)],
      };
    };
    const explain = () => {
      const customerId = whose();
      const row = books[random(books.length)];
      return {
        path: `${customerId}/explain/${encodeURIComponent('/bench')}/${customerId}${row.id}`,
        wanted: ['applied', row.points, row.points],
        given: ({ outcome, transfers, lots }) => [outcome, sum(transfers), sum(lots)],
      };
    };
    return {
      'the first page of 50': page(50, false),
      'a page of 50 anywhere': page(50, true),
      'a page of 200 anywhere': page(200, true),
      'balance, tier and lots now': member(
        () => '',
        () => true,
      ),
      'as of an instant, by event time': member(
        (at) => `?asOf=${at}`,
        (row, at) => row.at.getTime() <= at,
      ),
      'as of an instant, by booking time': member(
        (at) => `?asOf=${at}&by=booking`,
        (row, at) => row.at.getTime() <= at && row.booked_at.getTime() <= at,
      ),
      'explain an event': explain,
    };
  };
  const results = {};
  for (const [who, asked] of [
    [`one of ${MEMBERS.toLocaleString('en')} with ${TRANSFERS_EACH}`, questions(anybody, everybody)],
    [`the one with ${HEAVY_TRANSFERS.toLocaleString('en')}`, questions(() => 'heavy-00000', heavy)],
  ]) {
    for (const [what, question] of Object.entries(asked)) {
      const name = `${who}: ${what}`;
      results[name] = await ask(stack, name, question);
      const { p50, p99, processor, answers } = results[name];
      say(`${name}: p50 ${p50} ms, p99 ${p99} ms of ${answers}; ${processor ?? '?'} ms of processor time each`);
    }
  }
  return results;
}

/** Processor time that the ledger and Postgres have used, in milliseconds: what others do meanwhile does not show in it. */
function processorMs({ services, postgres }) {
  const ticksOf = (pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // With what those used that it started and that have ended: sessions come and go.
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
      return { parent: Number(fields[1]), ticks };
    } catch {
      return undefined; // It has ended, or this is no Linux.
    }
  };
  const pids = existsSync('/proc') ? readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)) : [];
  let sum = (ticksOf(services.ledger.pid)?.ticks ?? NaN) + (ticksOf(postgres.pid)?.ticks ?? NaN);
  for (const pid of pids) {
    const process = ticksOf(pid);
    if (process?.parent === postgres.pid) sum += process.ticks;
  }
  return 10 * sum;
}

/** Milliseconds from request to the last byte of the answer, one request after another. */
async function ask(stack, name, question) {
  const base = `${stack.services.ledger.url}/v1/members/`;
  const times = [];
  let start = performance.now();
  let usedBefore = NaN;
  let isWarm = false;
  for (let index = 0; ; index += 1) {
    // The first ones only warm up: of a slow question, fewer.
    if (!isWarm && (index === WARM_UP || performance.now() - start > ASKED_FOR_MS / 2)) {
      isWarm = true;
      start = performance.now();
      usedBefore = processorMs(stack);
    }
    const isLong = performance.now() - start > ASKED_FOR_MS;
    if (times.length === ASKED || (times.length >= ASKED_AT_LEAST && isLong)) break;
    const { path, wanted, given } = question();
    const begun = performance.now();
    const answer = await fetch(base + path);
    const text = await answer.text();
    if (isWarm) times.push(performance.now() - begun);
    if (!answer.ok) throw new Error(`${answer.status} of ${path}: ${text}`);
    const got = JSON.stringify(given(JSON.parse(text)));
    if (got !== JSON.stringify(wanted))
      throw new Error(`${name}: ${path} says ${got}, the rows say ${JSON.stringify(wanted)}`);
  }
  const processor = (processorMs(stack) - usedBefore) / times.length;
  times.sort((a, b) => a - b);
  const rounded = (ms) => Number(ms.toFixed(1));
  const at = (share) => rounded(times[Math.ceil(share * times.length) - 1]);
  const ofProcessor = Number.isNaN(processor) ? {} : { processor: rounded(processor) };
  return { p50: at(0.5), p99: at(0.99), max: at(1), ...ofProcessor, answers: times.length };
}

function report(milliseconds) {
  const load = { before: loadBefore, after: loadavg()[0] };
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load };
  if (options.json) return console.log(JSON.stringify({ ...machine, milliseconds }));
  console.table(milliseconds);
  console.log(
    `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after`,
  );
}
