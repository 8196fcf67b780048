import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { randomOf } from '@perennial/testing';
import { Deciders } from './decisions.js';
import type { ChaosHistory } from './histories.js';

const history: ChaosHistory = {
  ...{ name: 'h0', events: [], besides: [], asOf: [], customers: [], deciders: ['h0-ann', 'h0-bob'] },
};

interface Request {
  readonly path: string;
  readonly key: string;
  readonly body: string;
}

describe('members who decide', () => {
  let service: Server;
  let requests: Request[] = [];
  let answer: (request: Request, time: number) => { status: number; body: object } | undefined;

  beforeAll(async () => {
    service = createServer((incoming, response) => {
      let body = '';
      incoming.on('data', (data) => (body += String(data)));
      incoming.on('end', () => {
        const request = { path: incoming.url ?? '', key: String(incoming.headers['idempotency-key']), body };
        requests.push(request);
        const given = answer(request, requests.filter(({ key }) => key === request.key).length);
        if (!given) return void incoming.socket.destroy();
        response.statusCode = given.status;
        response.end(JSON.stringify(given.body));
      });
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => (requests = []));
  afterAll(() => {
    service.closeAllConnections();
    service.close();
  });

  async function decide(times: number): Promise<Deciders> {
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const deciders = new Deciders('jeweller', randomOf(7, 'decisions'), () => [url]);
    await deciders.run(
      () => [history],
      () => deciders.answered.length >= times,
      0,
    );
    return deciders;
  }

  it('repeat a wish with its key and body until it is answered, and take what is answered then', async () => {
    const troubles = [undefined, { status: 503, body: {} }, { status: 409, body: { code: 'IDEMPOTENCY_KEY_IN_USE' } }];
    answer = (_request, time) =>
      time <= 3 ? troubles[time - 1] : { status: 409, body: { code: 'INSUFFICIENT_POINTS' } };
    const { answered, unanswered, open } = await decide(1);
    expect(answered).toMatchObject([{ history: 'h0', status: 409, answer: { code: 'INSUFFICIENT_POINTS' } }]);
    expect({ unanswered, open }).toEqual({ unanswered: 3, open: 0 });
    expect(new Set(requests.map(({ path, key, body }) => `${path} ${key} ${body}`)).size).toBe(1);
  });

  it('find out when a repeat is answered otherwise than the first time', async () => {
    answer = (_request, time) => ({ status: 409, body: { time } });
    const { contradictions } = await decide(20);
    expect(contradictions.length).toBeGreaterThan(0);
    expect(contradictions[0]).toMatch(/first 409 \{"time":1\}, then 409 \{"time":2\}/);
    answer = () => ({ status: 409, body: {} });
    expect((await decide(20)).contradictions).toEqual([]);
  });

  it('end what was granted once, and by the id that was given', async () => {
    let given = 0;
    answer = ({ path }) => {
      const id = `id-${(given += 1)}`;
      if (path.endsWith('/redemptions')) return { status: 201, body: { redemptionId: id, points: 50 } };
      if (path.endsWith('/reservations')) return { status: 201, body: { reservationId: id, points: 5 } };
      return { status: 200, body: {} };
    };
    const { answered } = await decide(60);
    const ends = answered.filter(({ kind }) => ['redemption-reversal', 'commit', 'release'].includes(kind));
    const ids = answered.flatMap(({ answer: { redemptionId, reservationId } }) => [redemptionId, reservationId]);
    const ended = ends.map(({ path }) => path.split('/')[3]);
    expect(ended.length).toBeGreaterThan(5);
    expect(new Set(ended).size).toBe(ended.length);
    expect(ended.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
