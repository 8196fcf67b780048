// As little as answers what a member has: http, one prepared statement.
import { createServer } from 'node:http';

import pg from 'pg';

const { BENCH_DATABASE_URL = '', BENCH_PORT = '0' } = process.env;
const pool = new pg.Pool({ connectionString: BENCH_DATABASE_URL, max: 10 });
const text = /* sql */ `
  select customer_id as "customerId", available::float8, pending::float8, reserved::float8, debt::float8, earned::float8, tier,
         (select coalesce(json_agg(json_build_object('points', points, 'availableAt', available_at, 'expiresAt', expires_at)
                                   order by expires_at), '[]')
            from lot where lot.account = member.account and points > 0) as lots
    from member join balance using (account) where customer_id = $1`;

createServer((request, response) => {
  const customerId = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
  pool
    .query({ name: 'member', text, values: [customerId] })
    .then(({ rows: [member] }) => {
      response.writeHead(member ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(member ?? {}));
    })
    .catch((error: unknown) => response.writeHead(500).end(String(error)));
}).listen(Number(BENCH_PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
