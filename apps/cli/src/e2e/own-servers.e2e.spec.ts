import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { certificates, login, perennial, RunningPlatform, securedStack, until } from '@perennial/testing';

type Secured = Awaited<ReturnType<typeof securedStack>>;

describe('the platform on a Kafka of its user that wants TLS and a login', () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-servers-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), `${text}\n`, { mode: 0o600 });
    return join(folder, name);
  };
  let servers: Secured;
  let platform: RunningPlatform | undefined;
  let variables: Record<string, string>;

  beforeAll(async () => {
    servers = await securedStack();
    variables = {
      ...{ KAFKA_BROKERS: servers.byLogin, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' },
      ...{ KAFKA_SASL_USERNAME: login.username, KAFKA_SASL_PASSWORD_FILE: file('password', login.password) },
      ...{ KAFKA_SSL_CA_FILE: file('ca.pem', certificates.authority) },
      DATABASE_URL_FILE: file('url', servers.stack.postgresUrl),
    };
    platform = await RunningPlatform.startWith(variables, '--no-demo');
  });
  afterAll(async () => {
    await platform?.end();
    await servers?.end();
    rmSync(folder, { recursive: true });
  });

  it('gives points for what a command publishes that was told nothing of it', async () => {
    const purchase = ['--customer', 'ann', '--total', '100.00', '--currency', 'USD'];
    const { code, stderr } = await perennial('publish', ...purchase, '--data-dir', platform!.dataDir);
    expect([code, stderr]).toEqual([0, '']);
    await until('ann has points', async () => {
      const { body } = await platform!.get<{ balance?: { available: number } }>('ledger', '/v1/members/ann');
      return body?.balance?.available === 10;
    });
    await platform!.settled();
  });

  it('is checked by commands that were told nothing of it', async () => {
    expect(await platform!.violations()).toEqual([]);
    const { code, stdout } = await perennial('verify', '--topic', '--data-dir', platform!.dataDir);
    expect([code, stdout]).toEqual([0, expect.stringContaining('What was booked and sealed is as it was.')]);
  });

  it('is the only one in its data directory', async () => {
    const { code, stderr } = await perennial('start', '--no-demo', '--data-dir', platform!.dataDir);
    expect([code, stderr]).toEqual([2, expect.stringContaining('already runs here')]);
    expect(platform!.stack.kafka).toMatchObject({ brokers: [servers.byLogin] });
  });

  it('says on no screen and in no file but stack.json what the password is', async () => {
    expect(platform!.screen).not.toContain(login.password);
    const logs = join(platform!.dataDir, 'logs');
    const files = readdirSync(logs);
    expect(files).toEqual(expect.arrayContaining(['ledger.log', 'campaign.log', 'metrics.log']));
    for (const each of files) expect(readFileSync(join(logs, each), 'utf8')).not.toContain(login.password);
  });
});
