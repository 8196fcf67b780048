import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { randomOf } from '@perennial/testing';
import { parse } from 'yaml';

import { documentOf, RuleChanges } from './rule-changes.js';

describe('a later version of a shipped programme', () => {
  const content = (yaml: string) => parse(yaml) as { version: number; rules: { perFullMinor?: object }[] };

  it.each([
    ['jeweller', { USD: 500, EUR: 450, GBP: 400, JPY: 750 }],
    ['travel-club', { fuel: { GBP: 100 }, telco: { GBP: 250 }, grocer: { GBP: 100 } }],
  ] as const)('is the %s with other rates and nothing else', (programme, perFullMinor) => {
    const shipped = content(readFileSync(`programmes/${programme}.yaml`, 'utf8'));
    expect(content(documentOf(programme, 1, 100))).toEqual(shipped);
    const [first, ...others] = shipped.rules;
    const rules = [{ ...first, perFullMinor }, ...others];
    expect(content(documentOf(programme, 2, 50))).toEqual({ ...shipped, version: 2, rules });
  });
});

describe('applying versions', () => {
  let service: Server;
  let statuses: number[];
  let code: string;
  const asked: { version: string; key: string }[] = [];
  beforeAll(async () => {
    service = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        asked.push({ version: /version: (\d)/.exec(body)![1]!, key: String(request.headers['idempotency-key']) });
        response.statusCode = statuses.shift() ?? 201;
        response.end(JSON.stringify({ code, effectiveFrom: '2036-06-15T12:00:05Z' }));
      });
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    asked.splice(0);
    code = 'PROGRAMME_CHANGE_REFUSED';
  });
  afterAll(() => new Promise((resolve) => service.close(resolve)));

  const run = async () => {
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const changes = new RuleChanges('jeweller', randomOf(1, 'rule changes'), () => [url]);
    await changes.run(() => 1);
    return changes;
  };

  it('repeats each with its key until it is answered, and tells since when it is in force', async () => {
    statuses = [503, 409, 201];
    const { made, refused } = await run();
    expect(asked.map(({ version }) => version)).toEqual(['2', '2', '2', '3']);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(2);
    const from = Date.parse('2036-06-15T12:00:05Z');
    expect({ made, refused }).toEqual({
      made: [
        { from, percent: 50 },
        { from, percent: 200 },
      ],
      refused: [],
    });
  });

  it('asks anew, with another key, where a ledger with an earlier clock says that the start is not after the one before', async () => {
    statuses = [201, 422, 422, 201];
    code = 'PROGRAMME_STARTS_TOO_EARLY';
    const { made, refused } = await run();
    expect(asked.map(({ version }) => version)).toEqual(['2', '3', '3', '3']);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(4);
    expect(made).toHaveLength(2);
    expect(refused).toEqual([]);
  });

  it('tells what was refused', async () => {
    statuses = [422];
    const { made, refused } = await run();
    expect(made).toHaveLength(1);
    expect(refused).toEqual([expect.stringContaining('version 2 of the programme was refused: 422')]);
  });
});
