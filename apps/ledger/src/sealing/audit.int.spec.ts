import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkpointSigned, encodeBinary } from '@perennial/contracts';
import { connectProducer, ensureTopics } from '@perennial/messaging';
import { perennial, testStack, uniquePrefix } from '@perennial/testing';

import { publishedLine } from './published-file.js';
import { SealsRig, SOURCE } from './seals-rig.fixture.js';

describe('the command line of an auditor', () => {
  let rig: SealsRig;
  let dir: string;
  let published: string;
  let key: string;
  beforeAll(async () => {
    rig = await SealsRig.start();
    dir = mkdtempSync(join(tmpdir(), 'perennial-audit-'));
    published = join(dir, 'published.jsonl');
    key = join(dir, 'key.pem');
    writeFileSync(key, rig.key.publicKeyPem);
    writeStack();
    for (let i = 0; i < 3; i += 1) {
      await rig.book(4);
      const checkpoint = await rig.seal();
      if (checkpoint) writeFileSync(published, publishedLine(checkpoint, SOURCE), { flag: 'a' });
    }
    process.env['LEDGER_DATABASE_URL'] = rig.database.url;
  });
  afterAll(async () => {
    delete process.env['LEDGER_DATABASE_URL'];
    rmSync(dir, { recursive: true });
    await rig?.stop();
  });

  /** Whatever else runs on this machine: the ledger of this platform does not answer. */
  function writeStack(more: object = {}): void {
    const services = { ledger: { url: 'http://127.0.0.1:9' } };
    writeFileSync(join(dir, 'stack.json'), JSON.stringify({ services, ...more }));
  }

  const run = (...args: readonly string[]) => perennial(...args, '--data-dir', dir);

  it('verify: exit code 0, and in words what is as it should be', async () => {
    const { code, stdout } = await run('verify', '--public-key', key, '--published', published);
    expect(stdout).toContain(
      '12 transfers, 3 bookings, 3 checkpoints, 0 audit entries, compared with 3 published ones',
    );
    expect(stdout).toContain('as it should be: published checkpoints are unchanged');
    expect(stdout).toContain('What was booked and sealed is as it was.');
    expect(stdout).not.toContain(new URL(rig.database.url).password);
    expect(code).toBe(0);
  });

  it('verify: exit code 1 when what was published is an empty file', async () => {
    const empty = join(dir, 'empty.jsonl');
    writeFileSync(empty, '');
    const { code, stdout } = await run('verify', '--public-key', key, '--published', empty);
    expect(stdout).toContain('the published copy has no checkpoint, the ledger has 3');
    expect(code).toBe(1);
  });

  it('verify --json: one object on stdout', async () => {
    const { code, stdout } = await run('verify', '--public-key', key, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, transfers: 12, bookings: 3, checkpoints: 3 });
    expect(code).toBe(0);
  });

  it('verify: exit code 1 and the row, when one was changed', async () => {
    const change = (by: number) =>
      rig.tamper(`update transfer set points = points + ${by} where account = '${rig.accounts[1]}' and number = 2`);
    await change(1);
    const { code, stdout } = await run('verify', '--public-key', key);
    await change(-1);
    expect(stdout).toContain('NOT as it should be: transfers are as they were booked');
    expect(stdout).toContain(`transfer 2 of account ${rig.accounts[1]}`);
    expect(stdout).not.toContain('The ledger is as it was booked');
    expect(code).toBe(1);
  });

  it('verify: names a transfer whose cause is none, and exits with 1', async () => {
    const kept = 'create table kept_inbox as table inbox';
    await rig.tamper(kept, 'delete from inbox where event_key = (select min(event_key::text)::uuid from inbox)');
    const { code, stdout } = await run('verify', '--public-key', key);
    await rig.tamper('insert into inbox select * from kept_inbox on conflict do nothing', 'drop table kept_inbox');
    expect(stdout).toContain('NOT as it should be: transfers name a cause that there is');
    expect(stdout).toMatch(/caused by \(\/shop, .*\), which is neither an event that was taken in nor a decision/);
    expect(code).toBe(1);
  });

  it('verify --topic: against what stands on Kafka, also when the ledger is older', async () => {
    const { brokers } = await testStack();
    const topicPrefix = uniquePrefix();
    await ensureTopics({ brokers, topicPrefix, partitions: 3, only: [checkpointSigned.topic] });
    const producer = await connectProducer({ brokers, topicPrefix });
    const lines = readFileSync(published, 'utf8').trim().split('\n');
    const records = lines.map((line) => encodeBinary(JSON.parse(line), SOURCE));
    await producer.send(records);
    await producer.disconnect();
    writeStack({ kafka: { brokers } });
    process.env['PERENNIAL_TOPIC_PREFIX'] = topicPrefix;
    const good = await run('verify', '--public-key', key, '--topic');
    expect(good.stdout).toContain('as it should be: published checkpoints are unchanged');
    expect(good.code).toBe(0);
    await rig.tamper(
      'insert into unsealed_booking select booking_id from sealed_booking where checkpoint = 3',
      'delete from sealed_booking where checkpoint = 3',
      'delete from checkpoint where number = 3',
    );
    const older = await run('verify', '--public-key', key, '--topic');
    await rig.seal();
    delete process.env['PERENNIAL_TOPIC_PREFIX'];
    writeStack();
    expect(older.stdout).toContain('checkpoint 3 was published, and is not in the ledger');
    expect(older.code).toBe(1);
  });

  it.each([
    ['a file of checkpoints that is not there', ['--published', '/nowhere.jsonl'], '/nowhere.jsonl is not there'],
    ['a key that is not there', ['--public-key', '/nowhere.pem'], '/nowhere.pem cannot be read'],
    ['a key that is none', ['--public-key', 'package.json'], 'no public key'],
    ['no key, when no ledger runs to name one', [], 'Give them with --public-key'],
  ])('verify: exit code 2 and one line, for %s', async (_title, args, message) => {
    const { code, stderr } = await run('verify', ...args);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('proof: the proof on stdout, or in a file with how to check it', async () => {
    const [row] = await rig.db.query<{ id: string }>('select transfer_id as id from transfer limit 1');
    const printed = await run('proof', row!.id);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      format: 'perennial-proof-1',
      transfer: { transferId: row!.id },
    });
    const file = join(dir, 'proof.json');
    const written = await run('proof', row!.id, '--out', file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(printed.stdout));
    expect(written.stdout).toContain(`node tools/check-proof.mjs ${file}`);
    expect([printed.code, written.code]).toEqual([0, 0]);
  });

  it('proof: exit code 2 for what was never booked', async () => {
    const { code, stderr } = await run('proof', '6f1c2a1e-58a1-4c55-9a53-0a7a4d1c9f10');
    expect(stderr).toContain('No transfer with this id was booked');
    expect(code).toBe(2);
  });
});
