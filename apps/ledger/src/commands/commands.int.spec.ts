import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, CONFIG, DELIVERY, LOG, REGISTRY } from '@perennial/service';
import { Registry } from 'prom-client';

import { LedgerModule } from '../ledger.module.js';
import { CommandsRig, NOW } from './commands-rig.fixture.js';
import { LedgerCommands } from './ledger-commands.js';

let rig: CommandsRig;
const dir = mkdtempSync(join(tmpdir(), 'perennial-commands-'));
beforeAll(async () => {
  rig = await CommandsRig.start();
});
afterAll(async () => {
  rmSync(dir, { recursive: true });
  await rig?.stop();
});

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
}

describe('the commands of the ledger', () => {
  it('are wired into the service', async () => {
    const programmePath = fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url));
    const settings = { PERENNIAL_DATA_DIR: dir, LEDGER_RETIRED_KEYS: new Map() };
    const providers = [
      { provide: Database, useValue: rig.database.db },
      { provide: CONFIG, useValue: { programmePath, settings } },
      { provide: CLOCK, useValue: () => new Date(NOW) },
      { provide: LOG, useValue: silentLog },
      { provide: REGISTRY, useValue: new Registry() },
      { provide: DELIVERY, useValue: { wakePublisher: () => {} } },
    ];
    @Module({})
    class Surroundings {}
    const module = { module: Surroundings, global: true, providers, exports: providers.map(({ provide }) => provide) };
    const compiled = await Test.createTestingModule({ imports: [module, LedgerModule] }).compile();
    expect(compiled.get(LedgerCommands)).toBeInstanceOf(LedgerCommands);
    await compiled.close();
  });

  it('all need an Idempotency-Key, and adjustments somebody who answers for them; /openapi.json says so', async () => {
    const { paths } = (await (await fetch(rig.openApi)).json()) as {
      paths: Record<string, Partial<Record<'post', Operation>>>;
    };
    const needed = Object.entries(paths).flatMap(([path, { post }]) =>
      post
        ? [
            [
              path,
              (post.parameters ?? [])
                .filter((parameter) => parameter.in === 'header' && parameter.required)
                .map(({ name }) => name)
                .sort(),
            ] as const,
          ]
        : [],
    );
    const [key, both] = [['Idempotency-Key'], ['Idempotency-Key', 'Perennial-Actor']];
    expect(Object.fromEntries(needed)).toEqual({
      '/v1/ledger/mismatches/{account}/correct': both,
      '/v1/members/{id}/redemptions': key,
      '/v1/redemptions/{id}/reversal': key,
      '/v1/members/{id}/reservations': key,
      '/v1/reservations/{id}/commit': key,
      '/v1/reservations/{id}/release': key,
      '/v1/members/{id}/adjustments': both,
      '/v1/members/{id}/reinstatements': both,
      '/v1/members/{id}/extensions': both,
      '/v1/adjustments/{id}/approve': both,
      '/v1/adjustments/{id}/decline': both,
      '/v1/members/{id}/transfers': key,
      '/v1/households': key,
      '/v1/members/{id}/household/leave': key,
    });
    for (const [path] of needed) {
      const answer = await rig.post(path.slice('/v1/'.length).replace('{id}', 'ada'), bodies[path], {
        key: '',
        actor: 'ann',
      });
      expect([path, answer.status, answer.body['code']]).toEqual([path, 400, 'IDEMPOTENCY_KEY_REQUIRED']);
    }
  });
});

const bodies: Readonly<Record<string, object>> = {
  '/v1/members/{id}/redemptions': { rewardId: 'gift-box' },
  '/v1/members/{id}/reservations': { points: 1, ttlSeconds: 1 },
  '/v1/members/{id}/adjustments': { points: 1, reason: 'why' },
  '/v1/members/{id}/reinstatements': { points: 1, reason: 'why' },
  '/v1/members/{id}/extensions': { expiresAt: '2030-01-01T00:00:00Z', reason: 'why' },
  '/v1/adjustments/{id}/decline': { reason: 'why' },
  '/v1/members/{id}/transfers': { to: 'ben', points: 1 },
  '/v1/households': { members: ['ada', 'ben'] },
};
