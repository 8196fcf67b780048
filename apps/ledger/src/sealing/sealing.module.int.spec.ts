import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { checkpointSigned } from '@perennial/contracts';
import { listWaitingMessages, silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, CONFIG, LOG } from '@perennial/service';
import { until } from '@perennial/testing';

import { ListSigningKeysRoute } from './list-signing-keys.route.js';
import { SealingModule, type VerifySeals } from './sealing.module.js';
import { newSigningKey, NOW, SealsRig } from './seals-rig.fixture.js';
import { trustedKeysOf } from './signing-key.js';
import { VERIFY_SEALS } from './tokens.js';
import { sealChecks } from './verify/differences.js';

describe('the seals, wired as the service has them', () => {
  let rig: SealsRig;
  let dir: string;
  let file: string;
  let started: TestingModule | undefined;
  let now = NOW;
  const logged: unknown[] = [];
  beforeEach(async () => {
    rig = await SealsRig.start();
    dir = mkdtempSync(join(tmpdir(), 'perennial-seals-'));
    file = join(dir, 'checkpoints.jsonl');
    logged.splice(0);
    now = NOW;
  });
  afterEach(async () => {
    await started?.close();
    started = undefined;
    rmSync(dir, { recursive: true });
    await rig?.stop();
  });

  async function start(settings: object = {}): Promise<TestingModule> {
    const config = {
      settings: { PERENNIAL_DATA_DIR: dir, LEDGER_CHECKPOINT_LOG: file, LEDGER_RETIRED_KEYS: new Map(), ...settings },
    };
    const providers = [
      { provide: Database, useValue: rig.db },
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: () => now },
      {
        provide: LOG,
        useValue: {
          ...silentLog,
          warn: (...said: unknown[]) => logged.push(said),
          error: (...said: unknown[]) => logged.push(said),
        },
      },
    ];
    @Module({})
    class Surroundings {}
    const module = { module: Surroundings, global: true, providers, exports: providers.map(({ provide }) => provide) };
    started = await Test.createTestingModule({ imports: [module, SealingModule] }).compile();
    return started.init();
  }
  const lines = () =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => checkpointSigned.data.parse(JSON.parse(line).data));

  it('seal what is booked, append it to the file, and find no difference', async () => {
    await rig.book(3);
    const module = await start();
    await until('the checkpoint is in the file', () => {
      try {
        return lines()[0]?.transfers === 3;
      } catch {
        return false;
      }
    });
    const verify = module.get<VerifySeals>(VERIFY_SEALS);
    expect(await verify()).toMatchObject({
      ok: true,
      transfers: 3n,
      checkpoints: 1n,
      checked: expect.arrayContaining([sealChecks.published]),
    });
    const messages = await listWaitingMessages(rig.db);
    expect(messages.map(({ value }) => String(value))).toEqual([expect.stringContaining(lines()[0]!.checkpointId)]);
  });

  it('say in the log that the key is one for development only, and where it is', async () => {
    await start();
    expect(logged).toEqual([
      [
        expect.stringContaining('development key'),
        expect.objectContaining({ file: join(dir, 'ledger-signing-key.pem') }),
      ],
    ]);
  });

  it('find a difference when the file is gone, and none while the first checkpoint may be on its way there', async () => {
    await rig.book(1);
    await rig.seal();
    // A folder that is not there either: the job cannot write the file anew.
    const gone = { LEDGER_CHECKPOINT_LOG: join(dir, 'gone', 'checkpoints.jsonl'), LEDGER_SIGNING_KEY: rig.key };
    const verify = (await start(gone)).get<VerifySeals>(VERIFY_SEALS);
    now = new Date(NOW.getTime() + 60_000);
    expect(await verify()).toMatchObject({ ok: true, checkpoints: 1n });
    now = new Date(NOW.getTime() + 60_001);
    expect(await verify()).toMatchObject({
      firstDifference: { check: sealChecks.published, detail: expect.stringContaining('no checkpoint') },
    });
  });

  it('know retired keys: what they signed stays good', async () => {
    await rig.book(1);
    await rig.seal();
    const key = newSigningKey();
    const module = await start({ LEDGER_SIGNING_KEY: key, LEDGER_RETIRED_KEYS: trustedKeysOf(rig.key.publicKeyPem) });
    await rig.book(2);
    await rig.seal(key);
    expect(await module.get<VerifySeals>(VERIFY_SEALS)()).toMatchObject({ ok: true, checkpoints: 2n });
    expect(module.get(ListSigningKeysRoute).list()).toEqual([
      { keyId: key.keyId, publicKeyPem: key.publicKeyPem },
      { keyId: rig.key.keyId, publicKeyPem: rig.key.publicKeyPem },
    ]);
    expect(logged).toEqual([]);
  });

  it('do not know a key that was lost: its checkpoints are named', async () => {
    await rig.book(1);
    await rig.seal();
    const module = await start();
    const { firstDifference } = await module.get<VerifySeals>(VERIFY_SEALS)();
    expect(firstDifference).toEqual({ check: sealChecks.signatures, detail: expect.stringContaining(rig.key.keyId) });
  });

  it('tell once, and go on sealing, when the file says that the database was set back', async () => {
    await rig.book(1);
    const module = await start();
    await until('the checkpoint is in the file', () => {
      try {
        return lines().length === 1;
      } catch {
        return false;
      }
    });
    await module.close();
    await rig.tamper(
      'delete from sealed_booking',
      'delete from checkpoint',
      'delete from booking',
      'delete from transfer',
    );
    await rig.book(2, ['6f1c2a1e-58a1-4c55-9a53-0a7a4d1c9f10']);
    logged.splice(0);
    const again = await start();
    await until('it was told', () =>
      logged.some((said) => String((said as unknown[])[0]).includes('set back or changed')),
    );
    expect(await rig.db.query('select transfers from checkpoint')).toEqual([{ transfers: 2n }]);
    expect(lines()).toHaveLength(1);
    expect(await again.get<VerifySeals>(VERIFY_SEALS)()).toMatchObject({
      firstDifference: { check: sealChecks.published },
    });
  });
});
