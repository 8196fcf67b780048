import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

interface Service {
  image?: string;
  build?: { args: { APPS: string } };
  command?: string[];
  user?: string;
  read_only?: boolean;
  init?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  ports?: string[];
  volumes?: string[];
  restart?: string;
  stop_grace_period?: string;
  mem_limit?: string;
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number; start_period: string };
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string | number>;
}

const path = fileURLToPath(new URL('../../../../docker-compose.yml', import.meta.url));
const compose: { version?: string; services: Record<string, Service>; volumes: Record<string, unknown> } = parse(
  readFileSync(path, 'utf8'),
  { merge: true },
);
const ours = ['ledger', 'campaign', 'metrics'];
const service = (name: string): Service => compose.services[name] ?? {};
const seconds = (text: string | undefined): number => Number(/^(\d+)s$/.exec(text ?? '')?.[1]);

describe('docker-compose.yml', () => {
  it('has kafka, postgres, a one-shot migrate and the three services, and no version key', () => {
    expect(Object.keys(compose.services)).toEqual(['kafka', 'postgres', 'migrate', ...ours]);
    expect(compose.version).toBeUndefined();
  });

  it.each(['kafka', 'postgres', ...ours])('%s says when it is healthy, with all four bounds, and restarts', (name) => {
    const { healthcheck, restart, mem_limit } = service(name);
    expect(healthcheck?.test.length).toBeGreaterThan(1);
    for (const bound of ['interval', 'timeout', 'start_period'] as const)
      expect(healthcheck?.[bound]).toMatch(/^\d+s$/);
    expect(healthcheck?.retries).toBeGreaterThan(0);
    expect(restart).toBe('unless-stopped');
    expect(mem_limit).toBeDefined();
  });

  it.each(ours)('%s starts after a healthy broker, a healthy database and finished migrations', (name) => {
    expect(service(name).depends_on).toEqual({
      kafka: { condition: 'service_healthy' },
      postgres: { condition: 'service_healthy' },
      migrate: { condition: 'service_completed_successfully' },
    });
  });

  it.each(['migrate', ...ours])('%s runs as node on a read-only file system without capabilities', (name) => {
    expect(service(name)).toMatchObject({
      user: 'node',
      read_only: true,
      init: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it.each(ours)('%s gets more than the 10 s it may need to drain before it is killed', (name) => {
    expect(seconds(service(name).stop_grace_period)).toBeGreaterThan(10);
  });

  it('restarts no migration that has failed', () => {
    expect(service('migrate').restart).toBeUndefined();
  });

  it.each(['migrate', ...ours])('%s is built from the Dockerfile with the apps it starts', (name) => {
    const { build, command } = service(name);
    const app = /^apps\/(\w+)\/dist\/main\.js$/.exec(command?.[1] ?? '')?.[1];
    expect(build?.args.APPS.split(' ')).toContain(app);
  });

  it('opens ports on 127.0.0.1 only', () => {
    const ports = Object.values(compose.services).flatMap((each) => each.ports ?? []);
    expect(ports.length).toBeGreaterThanOrEqual(5);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('keeps data in named volumes and pins the images it does not build', () => {
    const mounted = Object.values(compose.services).flatMap((each) => each.volumes ?? []);
    expect(mounted.map((mount) => mount.split(':')[0]).sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const name of ['kafka', 'postgres']) expect(service(name).image).toMatch(/:\d+[\w.-]*$/);
  });

  it('gives the services no owner of the database', () => {
    for (const name of ours) {
      const values = Object.entries(service(name).environment ?? {});
      expect(values.filter(([key]) => key.endsWith('DATABASE_URL')).map(([key]) => key)).toEqual([
        `${name.toUpperCase()}_DATABASE_URL`,
      ]);
    }
  });
});
