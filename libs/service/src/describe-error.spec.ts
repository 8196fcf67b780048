import pg from 'pg';

import { describeError } from './describe-error.js';

describe('an error in the log', () => {
  it('says what it comes from, each thing once', () => {
    const login = new Error('SASL authentication failed.', { cause: new Error('invalid credentials') });
    const error = new AggregateError([login, login], 'Cannot connect to any broker.', { cause: login });
    expect(describeError(error)).toMatchObject({
      error: 'AggregateError',
      detail: 'Cannot connect to any broker. ← SASL authentication failed. ← invalid credentials',
    });
  });

  it('ends with an error that comes from itself', () => {
    const error: Error & { cause?: unknown } = new Error('round and round');
    error.cause = error;
    expect(describeError(error).detail).toBe('round and round');
  });

  it('leaves out what the database refused, which repeats the data, also where that is the cause', () => {
    const data = Object.assign(new pg.DatabaseError('value "ann@example.com" is too long', 1, 'error'), {
      code: '22001',
    });
    for (const error of [data, new Error('ann was not written', { cause: data }), new AggregateError([data], 'twice')])
      expect(JSON.stringify(describeError(error))).not.toContain('ann');
  });
});
