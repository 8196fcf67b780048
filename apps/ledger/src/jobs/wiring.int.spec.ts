import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { purchaseCompleted } from '@perennial/contracts';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, CONFIG, DELIVERY, LOG, REGISTRY } from '@perennial/service';
import { anEvent, until } from '@perennial/testing';
import { Registry } from 'prom-client';

import { LedgerModule } from '../ledger.module.js';
import { newSigningKey } from '../sealing/seals-rig.fixture.js';
import { trustedKeysOf } from '../sealing/signing-key.js';
import { ClockRig } from './clock-rig.fixture.js';

describe('the jobs of the ledger, wired as the service has them', () => {
  const key = newSigningKey();
  let rig: ClockRig;
  beforeAll(async () => {
    rig = await ClockRig.start('jeweller', () => trustedKeysOf(key.publicKeyPem));
  });
  afterAll(() => rig?.stop());

  it('run from the start: what expired while nobody ran expires, is published, and old answers are forgotten', async () => {
    rig.clock.set('2027-01-10T10:00:00Z');
    const data = { customerId: 'c-1', currency: 'USD', totalMinor: 10_000, lines: undefined };
    await rig.handle(anEvent(purchaseCompleted, { time: '2027-01-10T10:00:00Z', data }));
    await rig.db.query(
      `insert into idempotency_key (command_id, operation, request_digest, status, answer, answered_at)
       values (gen_random_uuid(), 'redeem', '\\x00', 200, '{}', $1)`,
      [rig.clock()],
    );
    rig.clock.set('2028-02-01T00:00:00Z');
    let woken = 0;
    const programmePath = fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url));
    const dir = mkdtempSync(join(tmpdir(), 'perennial-wiring-'));
    const settings = {
      LEDGER_SIGNING_KEY: key,
      LEDGER_CHECKPOINT_LOG: join(dir, 'checkpoints.jsonl'),
      LEDGER_RETIRED_KEYS: new Map(),
    };
    const delivery = { wakePublisher: () => (woken += 1), status: () => ({ movingLag: 0n, halted: [] }) };
    const providers = [
      { provide: Database, useValue: rig.db },
      { provide: CONFIG, useValue: { programmePath, settings } },
      { provide: CLOCK, useValue: rig.clock },
      { provide: LOG, useValue: silentLog },
      { provide: REGISTRY, useValue: new Registry() },
      { provide: DELIVERY, useValue: delivery },
    ];
    @Module({})
    class Surroundings {}
    const module = { module: Surroundings, global: true, providers, exports: providers.map(({ provide }) => provide) };
    const app = await Test.createTestingModule({ imports: [module, LedgerModule] }).compile();
    await app.init();
    try {
      await until('it has expired', async () => (await rig.booked('c-1', 'expiry')).points === 10);
      await until('the publisher is woken', () => woken > 0);
      await until('the answer is forgotten', async () => {
        return (await rig.db.query('select from idempotency_key where answer is not null')).length === 0;
      });
    } finally {
      await app.close();
      rmSync(dir, { recursive: true });
    }
  });
});
