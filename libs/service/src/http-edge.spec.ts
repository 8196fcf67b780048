import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiOkResponse } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { silentLog } from '@perennial/messaging';
import { DatabaseUnreachable } from '@perennial/persistence';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { fitHttpEdge } from './http-edge.js';
import { pageQuery } from './page-query.js';
import { ProblemError } from './problem-error.js';

const order = z.object({ lines: z.array(z.object({ sku: z.string() })) });
const balance = z.object({ available: z.int().describe('Whole points.') });

@Controller('v1')
class ShopRoute {
  @Get('members/:id')
  @ApiOkResponse({ standardSchema: balance })
  member(@Param('id', { schema: z.string().max(8) }) id: string): object {
    return { id, available: 9_007_199_254_740_991n };
  }

  @Get('list')
  list(@Query({ schema: pageQuery }) page: z.output<typeof pageQuery>): object {
    return page;
  }

  @Post('orders')
  orders(@Body({ schema: order }) body: z.output<typeof order>): object {
    return body;
  }

  @Post('document')
  document(@Body() text: unknown): object {
    return { text };
  }

  @Get('refused')
  refused(): never {
    throw new ProblemError(409, 'INSUFFICIENT_POINTS', '30 points are missing', { missing: 30n });
  }

  @Get('broken')
  broken(): never {
    throw new Error('password is hunter2');
  }

  @Get('too-large')
  tooLarge(): object {
    return { points: 2n ** 53n };
  }

  @Get('database')
  database(): never {
    throw new DatabaseUnreachable('no connection to db.internal');
  }
}

describe('the HTTP edge of a service', () => {
  let app: NestExpressApplication;
  let url: string;
  const registry = new Registry();
  const logged: object[] = [];

  beforeAll(async () => {
    const module = await Test.createTestingModule({ controllers: [ShopRoute] }).compile();
    app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, {
      service: 'shop',
      log: { ...silentLog, error: (_message, fields) => logged.push(fields ?? {}) },
      registry,
    });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => app.close());
  beforeEach(() => logged.splice(0));

  const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${url}/v1/orders`, { method: 'POST', headers, body });

  async function expectProblem(response: Response, status: number, code: string): Promise<Record<string, unknown>> {
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({
      type: 'about:blank',
      status,
      code,
      title: expect.any(String),
      detail: expect.any(String),
    });
    return body;
  }

  it('answers bigint points as a JSON integer, up to 2^53 - 1', async () => {
    const response = await fetch(`${url}/v1/members/c-1`);
    expect(await response.text()).toBe('{"id":"c-1","available":9007199254740991}');
    await expectProblem(await fetch(`${url}/v1/too-large`), 500, 'INTERNAL_ERROR');
  });

  it('takes ids percent-encoded, a slash in them too', async () => {
    expect(await (await fetch(`${url}/v1/members/a%2Fb%20%C3%BC`)).json()).toMatchObject({ id: 'a/b ü' });
    await expectProblem(await fetch(`${url}/v1/members/%E0%A4%A`), 400, 'MALFORMED_URL');
  });

  it('names the parameter that is not as it has to be', async () => {
    const body = await expectProblem(await fetch(`${url}/v1/members/c-123456789`), 400, 'INVALID_REQUEST');
    expect(body['errors']).toEqual([{ pointer: '#/id', message: 'must have at most 8 characters' }]);
  });

  it('tells an unknown route as a problem', async () => {
    await expectProblem(await fetch(`${url}/v1/nothing`), 404, 'UNKNOWN_ROUTE');
  });

  it('tells each wrong value of a request with a pointer to it', async () => {
    const wrongLimit = await expectProblem(await fetch(`${url}/v1/list?limit=201`), 400, 'INVALID_REQUEST');
    expect(wrongLimit.errors).toEqual([{ pointer: '#/limit', message: 'must be a whole number from 1 to 200' }]);
    const wrongBody = await expectProblem(await post('{"lines":[{"sku":"a"},{"sku":7},{}]}'), 400, 'INVALID_REQUEST');
    expect(wrongBody.errors).toEqual([
      { pointer: '#/lines/1/sku', message: 'must be a text' },
      { pointer: '#/lines/2/sku', message: 'is missing: a text' },
    ]);
    const wrongId = await expectProblem(await fetch(`${url}/v1/members/much-too-long`), 400, 'INVALID_REQUEST');
    expect(wrongId.errors).toEqual([expect.objectContaining({ pointer: '#/id' })]);
  });

  it('refuses a parameter nobody knows, instead of answering another question', async () => {
    await expectProblem(await fetch(`${url}/v1/list?limits=10`), 400, 'INVALID_REQUEST');
  });

  it.each(['0', '-1', '1e2', '1e9', '5.0', '', ' 5', '1000000000'])('refuses a page of %j', async (limit) => {
    await expectProblem(await fetch(`${url}/v1/list?limit=${encodeURIComponent(limit)}`), 400, 'INVALID_REQUEST');
  });

  it('gives pages of 50 when none is asked for', async () => {
    expect(await (await fetch(`${url}/v1/list`)).json()).toEqual({ limit: 50 });
  });

  it('refuses a body that is not JSON, has another type, or is above 256 kB', async () => {
    await expectProblem(await post('{"lines":'), 400, 'BODY_NOT_JSON');
    await expectProblem(await post('<order/>', { 'content-type': 'application/xml' }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    await expectProblem(await post('{"lines":[]}', { 'content-type': '' }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    const inPieces = new ReadableStream({ start: (to) => (to.enqueue(Buffer.from('<order/>')), to.close()) });
    const request = {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: inPieces,
      duplex: 'half' as const,
    };
    await expectProblem(await fetch(`${url}/v1/orders`, request), 415, 'UNSUPPORTED_MEDIA_TYPE');
    await expectProblem(
      await post('{}', { 'content-type': 'application/json; charset=iso-8859-1' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
    const filled = (bytes: number) => `{"lines":[]${' '.repeat(bytes - 12)}}`;
    expect((await post(filled(256 * 1024))).status).toBe(201);
    await expectProblem(await post(filled(256 * 1024 + 1)), 413, 'BODY_TOO_LARGE');
  });

  it.each(['application/yaml', 'text/yaml; charset=utf-8', 'application/x-yaml'])(
    'hands a document in YAML (%s) to a route as its text, up to 256 kB',
    async (type) => {
      const send = (path: string, body: string) =>
        fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
      expect(await (await send('/v1/document', 'id: jeweller # ü\n')).json()).toEqual({ text: 'id: jeweller # ü\n' });
      expect((await send('/v1/document', '#'.repeat(256 * 1024))).status).toBe(201);
      await expectProblem(await send('/v1/document', '#'.repeat(256 * 1024 + 1)), 413, 'BODY_TOO_LARGE');
      await expectProblem(await send('/v1/orders', 'lines: []'), 400, 'INVALID_REQUEST');
    },
  );

  it('drops prototype keys of a body', async () => {
    expect(await (await post('{"lines":[{"sku":"a","__proto__":{"admin":true}}]}')).json()).toEqual({
      lines: [{ sku: 'a' }],
    });
  });

  it('passes on what a route refuses, with its code and extra members', async () => {
    expect(await expectProblem(await fetch(`${url}/v1/refused`), 409, 'INSUFFICIENT_POINTS')).toMatchObject({
      detail: '30 points are missing',
      missing: 30,
    });
    expect(logged).toEqual([]);
  });

  it('says nothing of the inside when something unforeseen breaks, but logs it', async () => {
    const body = await expectProblem(await fetch(`${url}/v1/broken`), 500, 'INTERNAL_ERROR');
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(logged).toMatchObject([{ status: 500, problem: 'INTERNAL_ERROR', cause: expect.any(Error) }]);
  });

  it('answers 503 with Retry-After while the database is away', async () => {
    const response = await fetch(`${url}/v1/database`);
    expect(response.headers.get('retry-after')).toBe('1');
    const body = await expectProblem(response, 503, 'DATABASE_UNREACHABLE');
    expect(JSON.stringify(body)).not.toContain('db.internal');
  });

  it('sends the headers that keep browsers from guessing, framing and storing', async () => {
    const { headers } = await fetch(`${url}/v1/members/c-1`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('describes its routes in /openapi.json with the schemas they validate with', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as Record<string, never>;
    expect(document).toHaveProperty('openapi', expect.stringMatching(/^3\./));
    const paths = JSON.stringify(document['paths']);
    expect(paths).toContain('/v1/members/{id}');
    expect(paths).toContain('Whole points.');
    expect(paths).toContain('Items per page, 1 to 200.');
  });

  it('counts requests by the pattern of their route, never by an id', async () => {
    await fetch(`${url}/v1/members/c-99`);
    const metrics = await registry.metrics();
    expect(metrics).toContain('route="/v1/members/:id"');
    expect(metrics).not.toContain('c-99');
  });
});
