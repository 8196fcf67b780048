import { defineMigration } from './migration.js';
import { migrate } from './migrate.js';

const migration = (scope: string, number: number, name = 'x') =>
  defineMigration({ scope, number, name, up: 'select 1' });

describe('a migration', () => {
  it('is recorded by scope, number and name', () => {
    expect(migration('ledger', 12, 'tier-history').migrationName).toMatch(/^ledger-0012-tier-history-\d{13}$/);
  });

  it("comes after the runtime's and in order of its number, by the digits the ORM sorts by", () => {
    const digits = (m: { migrationName: string }) => Number(m.migrationName.slice(-13));
    const inOrder = [
      migration('messaging', 1),
      migration('messaging', 2),
      migration('ledger', 1),
      migration('ledger', 10),
    ];
    expect([...inOrder].sort((a, b) => digits(a) - digits(b))).toEqual(inOrder);
  });

  it('has no way down', async () => {
    await expect(new (migration('ledger', 1))().down({} as never)).rejects.toThrow('only go forward');
  });

  it('is refused beside another of the same scope and number, before anything is touched', async () => {
    const twice = [migration('ledger', 1, 'a'), migration('ledger', 1, 'b')];
    await expect(migrate({ ownerUrl: 'postgres://nobody@127.0.0.1:1/x', migrations: twice })).rejects.toMatchObject({
      code: 'MIGRATION_LIST_INVALID',
    });
  });
});
