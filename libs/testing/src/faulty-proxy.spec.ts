import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { FaultyProxy } from './faulty-proxy.js';
import { until } from './until.js';

describe('a faulty proxy', () => {
  let echo: Server;
  let proxy: FaultyProxy;
  const clients: Socket[] = [];
  const atServer = new Set<Socket>();

  beforeAll(async () => {
    echo = createServer((socket) => {
      atServer.add(socket);
      socket.on('error', () => {}).once('close', () => atServer.delete(socket));
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
  });
  beforeEach(async () => {
    proxy = await FaultyProxy.start((echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.stop();
    await until('the server has no connection left', () => atServer.size === 0);
  });
  afterAll(() => echo.close());

  /** A client, what it heard so far, and how its connection ended, if it did. */
  async function client() {
    const socket = connect(proxy.port, '127.0.0.1');
    const heard = { text: '', end: '' };
    clients.push(socket);
    socket.on('data', (bytes) => (heard.text += String(bytes)));
    socket.on('error', (error: NodeJS.ErrnoException) => (heard.end = error.code ?? ''));
    socket.on('end', () => (heard.end = 'FIN'));
    await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve));
    return { socket, heard };
  }

  it('passes bytes both ways, megabytes too, and the end of a connection', async () => {
    const { socket, heard } = await client();
    socket.end('x'.repeat(3_000_000));
    await until('all is back', () => heard.end === 'FIN');
    expect(heard.text.length).toBe(3_000_000);
    await until('it is closed', () => proxy.connections === 0);
  });

  it('lets as many bytes pass in a second as it is told', async () => {
    const { socket, heard } = await client();
    proxy.become({ kind: 'slow', bytesPerSecond: 200 });
    const began = performance.now();
    socket.write('x'.repeat(100));
    await until('all is back', () => heard.text.length === 100);
    expect(performance.now() - began).toBeGreaterThan(450);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('lets bytes arrive as much later as it is told, in their order', async () => {
    const { socket, heard } = await client();
    proxy.become({ kind: 'late', ms: 100 });
    const began = performance.now();
    for (const text of ['a', 'b', 'c']) {
      socket.write(text);
      await pause(5);
    }
    await until('all is back', () => heard.text === 'abc');
    // There and back.
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it('holds bytes and ends without closing anything, and lets them go later', async () => {
    const { socket, heard } = await client();
    socket.write('a');
    await until('it is open', () => heard.text === 'a');
    proxy.become({ kind: 'hold' });
    socket.write('b');
    for (const each of atServer) each.unpipe().resume().end('c');
    await pause(100);
    expect(heard).toEqual({ text: 'a', end: '' });
    const later = await client();
    later.socket.write('d');
    await pause(100);
    expect(later.heard).toEqual({ text: '', end: '' });
    proxy.become({ kind: 'pass' });
    await until('what was held is there', () => heard.end === 'FIN' && later.heard.text === 'd');
    expect(heard.text).toMatch(/^ac/);
  });

  it('leaves a client alone with a connection whose server is gone', async () => {
    const { socket, heard } = await client();
    socket.write('a');
    await until('it is open', () => heard.text === 'a');
    proxy.forsake();
    await until('the server has let go', () => atServer.size === 0);
    socket.write('b');
    await pause(100);
    expect(heard).toEqual({ text: 'a', end: '' });
    const next = await client();
    next.socket.write('c');
    await until('the next connection works', () => next.heard.text === 'c');
    socket.end();
    await until('it is forgotten', () => proxy.connections === 1);
  });

  it('resets what is open, once', async () => {
    const { socket, heard } = await client();
    socket.write('a');
    await until('it is open', () => heard.text === 'a');
    proxy.reset();
    await until('the client was told', () => heard.end === 'ECONNRESET');
    const next = await client();
    next.socket.write('c');
    await until('the next connection works', () => next.heard.text === 'c');
  });

  it('refuses new connections while the open ones go on', async () => {
    const { socket, heard } = await client();
    proxy.become({ kind: 'refuse' });
    const refused = await client();
    await until('it was told', () => refused.heard.end === 'ECONNRESET');
    socket.write('a');
    await until('the first goes on', () => heard.text === 'a');
  });
});
