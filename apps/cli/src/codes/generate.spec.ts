import { createServer, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { blockOfFlags, type GenerateFlags } from './block-of-flags.js';
import { generate } from './generate.js';

const flagsTo = (out: string, changes: Partial<GenerateFlags> = {}): GenerateFlags => ({
  ...{ count: '3', out, percent: '10', currency: 'USD', uses: '1', stacking: 'exclusive', name: 'summer' },
  ...changes,
});

describe('the block that options describe', () => {
  const valueOf = (changes: Partial<GenerateFlags>) => blockOfFlags(flagsTo('x', changes)).value;

  it('has a percentage, an amount in minor units of its currency, or the shipping', () => {
    expect(valueOf({ percent: '12.5' })).toEqual({ percent: 12.5 });
    expect(valueOf({ percent: undefined, amount: '10', currency: 'JPY' })).toEqual({
      amountMinor: 10,
      currency: 'JPY',
    });
    expect(valueOf({ percent: undefined, amount: '10' })).toEqual({ amountMinor: 1_000, currency: 'USD' });
    expect(valueOf({ percent: undefined, freeShipping: true })).toEqual({ freeShipping: true });
  });

  it('is for the goods that are named, and for an instant with a zone', () => {
    const changes = { categories: 'rings, chains', skus: 'r-1', validTo: '2027-12-31T23:00:00Z', count: '1_000_000' };
    expect(blockOfFlags(flagsTo('x', changes))).toMatchObject({
      ...{ count: 1_000_000, validTo: '2027-12-31T23:00:00Z' },
      scope: { categories: ['rings', 'chains'], skus: ['r-1'] },
    });
  });

  it.each<[Partial<GenerateFlags>, string]>([
    [{ percent: '0' }, '--percent: "0"'],
    [{ percent: '101' }, '--percent: "101"'],
    [{ percent: undefined }, 'with one of --percent'],
    [{ amount: '5' }, 'with one of --percent'],
    [{ percent: undefined, amount: '0.001' }, '--amount: "0.001"'],
    [{ count: '10000001' }, '--count'],
    [{ uses: '1.5' }, '--uses'],
    [{ validTo: '2027-12-31' }, '--valid-to: "2027-12-31"'],
    [{ skus: 'a,,b' }, '--skus'],
  ])('is refused with %j', (changes, message) => {
    expect(() => blockOfFlags(flagsTo('x', changes))).toThrow(message);
  });
});

describe('perennial codes generate', () => {
  let dir: string;
  let server: Server;
  let answer: (response: ServerResponse) => void;
  let url: string;
  beforeAll(async () => {
    server = createServer((_request, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'perennial-codes-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const silent = { write: () => true };
  const run = async (changes: object = {}) => {
    let said = '';
    const out = { write: (text: string) => (said += text) };
    const code = await generate({ ...flagsTo(join(dir, 'codes.csv')), ...changes }, url, { out, err: silent });
    return { code, said };
  };

  it('writes the codes, and tells how many as JSON', async () => {
    answer = (response) => response.end('code\r\na\r\nb\r\nc\r\n');
    const { code, said } = await run({ json: true });
    expect([code, JSON.parse(said)]).toEqual([
      0,
      { codes: 3, file: join(dir, 'codes.csv'), seconds: expect.any(Number) },
    ]);
    expect(readFileSync(join(dir, 'codes.csv'), 'utf8')).toBe('code\r\na\r\nb\r\nc\r\n');
    expect(readdirSync(dir)).toEqual(['codes.csv']);
  });

  it('leaves no file of a block that broke off', async () => {
    answer = (response) => {
      response.write('code\r\na\r\nb\r\n');
      setImmediate(() => response.destroy());
    };
    await expect(run()).rejects.toThrow('None of them is valid');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('does not overwrite a file', async () => {
    writeFileSync(join(dir, 'codes.csv'), 'mine');
    await expect(run()).rejects.toThrow('is there already');
    expect(readFileSync(join(dir, 'codes.csv'), 'utf8')).toBe('mine');
  });

  it('says what the service refused', async () => {
    answer = (response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ detail: 'Wrong form.', errors: [{ pointer: '#/count', message: 'too many' }] }));
    };
    await expect(run()).rejects.toThrow('refused (400): Wrong form.\ncount: too many');
  });
});
