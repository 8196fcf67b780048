import { ownerUrl, runtimeUrl } from './provision.js';

const server = 'postgres://owner:s%3Acret@db.example:5433/postgres?sslmode=require';

describe('the URLs of a service', () => {
  it("lead to its own database on the owner's server, settings of the connection kept", () => {
    expect(ownerUrl(server, 'ledger')).toBe(
      'postgres://owner:s%3Acret@db.example:5433/perennial_ledger?sslmode=require',
    );
    const runtime = new URL(runtimeUrl(server, 'ledger'));
    expect([runtime.username, runtime.host, runtime.pathname, runtime.search]).toEqual([
      'perennial_ledger',
      'db.example:5433',
      '/perennial_ledger',
      '?sslmode=require',
    ]);
  });

  it("have a password derived from the owner's: the same each time, another for each service and each owner", () => {
    const password = (owner: string, service: string) =>
      new URL(runtimeUrl(`postgres://o:${owner}@db/x`, service)).password;
    expect(password('a', 'ledger')).toBe(password('a', 'ledger'));
    expect(new Set([password('a', 'ledger'), password('a', 'campaign'), password('b', 'ledger')]).size).toBe(3);
    expect(password('a', 'ledger')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('carry a given password percent-encoded', () => {
    expect(new URL(runtimeUrl(server, 'ledger', 'a/b@c')).password).toBe('a%2Fb%40c');
  });

  it.each(['', 'Ledger', 'led-ger', '1st', 'x"; drop database y; --', 'a'.repeat(60)])(
    'refuse %j as a service name',
    (service) => {
      expect(() => runtimeUrl(server, service)).toThrow(RangeError);
    },
  );
});
