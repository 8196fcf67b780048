import { createRequire } from 'node:module';

import kafkajs from 'kafkajs';

import { askCoordinator } from './coordinator.js';

/** What the client makes of a broker's answer. */
const { createErrorFromCode } = createRequire(import.meta.url)('kafkajs/src/protocol/error.js') as {
  createErrorFromCode: (code: number) => Error;
};
const LOADING = 14;
const GROUP_AUTHORIZATION_FAILED = 30;

describe('asking the coordinator of a group', () => {
  it('asks again while it loads the group', async () => {
    const answers = [createErrorFromCode(LOADING), createErrorFromCode(LOADING), 'offsets'];
    const ask = async (): Promise<unknown> => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    await expect(askCoordinator(ask)).resolves.toBe('offsets');
  });

  it.each([
    ['what stays', createErrorFromCode(GROUP_AUTHORIZATION_FAILED)],
    ['a broker that is away', new kafkajs.KafkaJSConnectionError('Connection refused')],
  ])('passes on %s at once', async (_what, error) => {
    let asked = 0;
    await expect(askCoordinator(async () => ((asked += 1), Promise.reject(error)))).rejects.toBe(error);
    expect(asked).toBe(1);
  });

  it('passes on an error that does not pass in time', async () => {
    const error = createErrorFromCode(LOADING);
    await expect(askCoordinator(() => Promise.reject(error), 150)).rejects.toBe(error);
  });
});
