import { StackFile } from '@perennial/stack';

import { clockOf } from './clock.js';
import { databaseUrlsIn, portTaken, startDocker } from './docker.js';
import type { Undo } from './servers.js';
import { usualProgramme } from './workspace.js';

describe('startDocker', () => {
  const events = { step: () => undefined, died: () => undefined, recovered: () => undefined };

  it.each([
    ['--programme', '/elsewhere/club.yaml', {}],
    ['PERENNIAL_NOW', usualProgramme, { PERENNIAL_NOW: '2027-03-01T10:00:00Z' }],
    ['PERENNIAL_PROGRAMME', usualProgramme, { PERENNIAL_PROGRAMME: 'programmes/travel-club.yaml' }],
    ['PERENNIAL_TOPIC_PREFIX', usualProgramme, { PERENNIAL_TOPIC_PREFIX: 'trial.' }],
  ])('refuses %s, which does not reach the containers, before it starts anything', async (name, programme, env) => {
    const undo: Undo = [];
    const starting = startDocker({ env, programme, clock: clockOf(env) }, new StackFile('/nowhere'), events, undo);
    await expect(starting).rejects.toThrow(`${name} cannot be used with --docker`);
    expect(undo).toEqual([]);
  });
});

describe('portTaken', () => {
  it.each([
    'driver failed programming external connectivity on endpoint perennial-ledger-1 (af3): Bind for 127.0.0.1:3001 failed: port is already allocated',
    'failed to set up container networking: failed to bind host port for 127.0.0.1:3001:172.18.0.5:3001/tcp: address already in use',
    'failed to expose ports: listen tcp4 127.0.0.1:3001: bind: address already in use',
  ])('names the port and the variables that change one: %s', (words) => {
    expect(portTaken(` Container perennial-kafka-1  Started\nError response from daemon: ${words}\n`)).toBe(
      'Port 3001 of this machine is taken. Stop what listens there, or set another port: KAFKA_PORT, POSTGRES_PORT, LEDGER_PORT, CAMPAIGN_PORT or METRICS_PORT.',
    );
  });

  it('says nothing of other failures', () => {
    expect(portTaken('service "kafka" at 127.0.0.1:9092 is unhealthy')).toBeUndefined();
  });
});

describe('databaseUrlsIn', () => {
  it('are those of the containers, reached from outside, with whatever password they were given', () => {
    const of = (service: string, password: string) => ({
      environment: {
        [`${service.toUpperCase()}_DATABASE_URL`]: `postgres://perennial_${service}:${password}@postgres:5432/perennial_${service}`,
      },
    });
    const services = { ledger: of('ledger', 'a%40b'), campaign: of('campaign', 'c$$d'), metrics: of('metrics', 'd') };
    expect(databaseUrlsIn(JSON.stringify({ services }), '127.0.0.1:55432')).toEqual({
      ledger: 'postgres://perennial_ledger:a%40b@127.0.0.1:55432/perennial_ledger',
      campaign: 'postgres://perennial_campaign:c$d@127.0.0.1:55432/perennial_campaign',
      metrics: 'postgres://perennial_metrics:d@127.0.0.1:55432/perennial_metrics',
    });
  });
});
