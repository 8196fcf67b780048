import pg from 'pg';
import { DatabaseUnreachable, SchemaNewer } from './errors.js';
import { classify, sqlState } from './sql-state.js';

function fromServer(code: string, routine?: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('words that may change with the language of the server', 1, 'error'), {
    code,
    routine,
  });
}

function fromNetwork(code: string): Error {
  return Object.assign(new Error('x'), { code, syscall: 'read' });
}

describe('what a failed transaction deserves', () => {
  it.each([
    ['connection failure', '08006'],
    ['deadlock', '40P01'],
    ['serialization failure', '40001'],
    ['disk full', '53100'],
    ['too many connections', '53300'],
    ['lock timeout', '55P03'],
    ['statement timeout', '57014'],
    ['shutdown', '57P01'],
    ['crash', '57P02'],
    ['still starting', '57P03'],
    ['input/output error', '58030'],
    ['idle in a transaction for too long, as after SIGSTOP', '25P03'],
    ['read-only standby', '25006'],
  ])('%s is infrastructure: again, as often as it takes', (_title, state) => {
    expect(classify(fromServer(state))).toBe('infrastructure');
  });

  it.each(['22003', '22021', '22P02', '23505', '23502', '23514'])('%s is data: bisect and set aside', (state) => {
    expect(classify(fromServer(state))).toBe('data');
  });

  it.each(['42601', '42501', '42P01', '0A000', '55000', '57000', '25P02', 'XX000', 'P0001', '54000'])(
    '%s is unknown: stop and tell',
    (state) => {
      expect(classify(fromServer(state))).toBe('unknown');
    },
  );

  it('a plan older than the table is infrastructure, for the next connection prepares it anew', () => {
    expect(classify(fromServer('0A000', 'RevalidateCachedQuery'))).toBe('infrastructure');
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])(
    'the network error %s is infrastructure',
    (code) => {
      expect(classify(fromNetwork(code))).toBe('infrastructure');
      expect(classify(new AggregateError([fromNetwork(code)]))).toBe('infrastructure');
    },
  );

  it('our own errors say for themselves whether they pass', () => {
    expect(classify(new DatabaseUnreachable('x'))).toBe('infrastructure');
    expect(classify(new SchemaNewer('x'))).toBe('unknown');
  });

  it('anything else is unknown, whatever its words or its code', () => {
    expect(classify(new TypeError('Connection terminated unexpectedly'))).toBe('unknown');
    expect(classify(Object.assign(new Error('x'), { code: '40001' }))).toBe('unknown');
    expect(classify('40001')).toBe('unknown');
    expect(classify(undefined)).toBe('unknown');
  });

  it('looks for the state in the causes, too', () => {
    const wrapped = new Error('saving failed', { cause: new Error('x', { cause: fromServer('23505') }) });
    expect(sqlState(wrapped)).toBe('23505');
    expect(classify(wrapped)).toBe('data');
  });
});
