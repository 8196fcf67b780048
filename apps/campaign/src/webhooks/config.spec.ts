import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { webhookSettings } from './config.js';

const key = randomBytes(32);

describe('the settings of webhooks', () => {
  const schema = z.object(webhookSettings);
  const before = process.env['NODE_ENV'];
  afterEach(() => (process.env['NODE_ENV'] = before));
  const messagesOf = (given: object) =>
    schema.safeParse(given).error?.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);

  it('need nothing in development', () => {
    process.env['NODE_ENV'] = 'development';
    expect(schema.parse({})).toEqual({ PERENNIAL_DATA_DIR: '.perennial', WEBHOOK_ALLOW_LOOPBACK: false });
    expect(schema.parse({ WEBHOOK_ALLOW_LOOPBACK: 'true' }).WEBHOOK_ALLOW_LOOPBACK).toBe(true);
  });

  it('refuse production without a key of its own, and say how to make one', () => {
    process.env['NODE_ENV'] = 'production';
    expect(messagesOf({})).toEqual([expect.stringMatching(/^WEBHOOK_KEY: is missing.*WEBHOOK_KEY_FILE.*openssl/)]);
    expect(schema.parse({ WEBHOOK_KEY: key.toString('base64') }).WEBHOOK_KEY).toEqual(key);
  });

  it('refuse production that lets webhooks reach the machine', () => {
    process.env['NODE_ENV'] = 'production';
    const given = { WEBHOOK_KEY: key.toString('base64'), WEBHOOK_ALLOW_LOOPBACK: 'true' };
    expect(messagesOf(given)).toEqual([expect.stringMatching(/^WEBHOOK_ALLOW_LOOPBACK: .*refused/)]);
  });

  it.each(['hunter2', key.subarray(1).toString('base64'), key.toString('hex')])(
    'refuse %s as a key without repeating it',
    (text) => {
      expect(messagesOf({ WEBHOOK_KEY: text })).toEqual([
        expect.stringMatching(/^WEBHOOK_KEY: is no 32 bytes in base64/),
      ]);
      expect(messagesOf({ WEBHOOK_KEY: text })?.join()).not.toContain(text);
    },
  );
});
