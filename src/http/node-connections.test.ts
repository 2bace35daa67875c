import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, type ListenOptions, listen } from './node-listener.ts';

let listening: Listening;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listening.stop();
});

async function start(answer: () => Promise<string>, options: Partial<ListenOptions> = {}): Promise<void> {
  listening = await listen(
    {
      hotPaths: new Set(['/']),
      handle: async () => ({ status: 200, headers: {}, body: await answer() }),
      fetch: async () => new Response(await answer()),
      close: async () => {},
    },
    { host: '127.0.0.1', port: 0, graceMs: 10, ...options },
  );
}

const request = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

/** A connection, and what came on it. */
function open() {
  const socket = connect(listening.port, '127.0.0.1');
  sockets.push(socket);
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let text = '';
  const received = (until: string) =>
    new Promise<string>((resolve) => {
      const look = () => {
        if (text.includes(until)) resolve(text);
      };
      socket.on('data', (more: string) => {
        text += more;
        look();
      });
      socket.once('close', () => resolve(text));
      look();
    });
  return { socket, closed, received };
}

describe('the requests of one connection (RFC 9112 §9.3.2)', () => {
  it('are worked on a few at a time, and answered in order', async () => {
    let working = 0;
    let most = 0;
    let count = 0;
    await start(async () => {
      count += 1;
      const own = count;
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
      return `<${own}>`;
    });
    const { socket, received } = open();
    socket.write(request.repeat(150));
    const text = await received('<150>');
    expect([...text.matchAll(/<(\d+)>/g)].map(([, number]) => Number(number))).toEqual(
      Array.from({ length: 150 }, (_, index) => index + 1),
    );
    expect(most).toBe(8);
  });

  it('keep nobody else waiting: those of another connection go between', async () => {
    const waiting: ((answer: string) => void)[] = [];
    await start(() => new Promise((resolve) => waiting.push(resolve)), { maximumInFlightPerConnection: 2 });
    open().socket.write(request.repeat(150));
    await expect.poll(() => waiting.length).toBe(2);
    const { socket, received } = open();
    socket.write(request);
    await expect.poll(() => waiting.length).toBe(3);
    waiting[2]!('other');
    expect(await received('other')).toContain('200 OK');
  });

  it('leave others a turn between, also where nothing has to be waited for', async () => {
    let turns = 0;
    let running = true;
    const turn = () => {
      turns += 1;
      if (running) setImmediate(turn);
    };
    await start(async () => 'x');
    const { socket, received } = open();
    setImmediate(turn);
    socket.write(`${request.repeat(160)}${request.replace('host', 'connection: close\r\nhost')}`);
    await received('connection: close');
    running = false;
    expect(turns).toBeGreaterThan(20);
  });

  it('are forgotten once their client has gone', async () => {
    let asked = 0;
    const answer = Promise.withResolvers<string>();
    await start(() => {
      asked += 1;
      return answer.promise;
    });
    const { socket } = open();
    socket.write(request.repeat(100));
    await expect.poll(() => asked).toBe(8);
    socket.destroy();
    const { socket: other, received } = open();
    other.write(request);
    await expect.poll(() => asked).toBe(9);
    answer.resolve('x');
    await received('\r\n\r\nx');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toBe(9);
  });

  it('are dropped together with it where they are far too many', async () => {
    let asked = 0;
    await start(() => {
      asked += 1;
      return new Promise(() => {});
    });
    const { socket, closed } = open();
    socket.write(request.repeat(1000));
    await closed;
    expect(asked).toBe(8);
  });

  it('are read on once those before are answered, bodies too', async () => {
    await start(async () => 'x');
    const { socket, received } = open();
    const post = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 20000\r\n\r\n';
    for (let one = 0; one < 30; one += 1) socket.write(request);
    socket.write(`${post}${'b'.repeat(20_000)}${request.replace('host', 'connection: close\r\nhost')}`);
    const text = await received('connection: close');
    expect(text.split('200 OK')).toHaveLength(33);
  });
});

describe('a connection that only costs', () => {
  it('is ended though empty lines keep coming (RFC 9112 §2.2)', async () => {
    await start(async () => 'x', { headersTimeoutMs: 100, keepAliveMs: 200 });
    const { socket, closed, received } = open();
    socket.write(request);
    await received('\r\n\r\nx');
    const drip = setInterval(() => socket.write('\r\n'), 20);
    await closed;
    clearInterval(drip);
  });

  it('is ended where nothing was ever asked on it', async () => {
    await start(async () => 'x', { headersTimeoutMs: 100, keepAliveMs: 200 });
    await open().received('408 Request Timeout');
  });

  it('is kept where its requests take their time', async () => {
    const answered = Promise.withResolvers<string>();
    await start(() => answered.promise, { headersTimeoutMs: 100, keepAliveMs: 100, writeTimeoutMs: 100 });
    const { socket, received } = open();
    socket.write(request);
    // Others come and go meanwhile.
    for (let one = 0; one < 3; one += 1) await open().received('408 Request Timeout');
    answered.resolve('late');
    expect(await received('late')).toContain('200 OK');
  });

  it('is ended where nobody reads the answers, which are not even made', async () => {
    let made = 0;
    await start(
      async () => {
        made += 1;
        return 'x'.repeat(1_000_000);
      },
      { headersTimeoutMs: 100, writeTimeoutMs: 300 },
    );
    const { socket, closed } = open();
    socket.pause();
    socket.write(request.repeat(190));
    await expect.poll(() => made).toBeGreaterThan(0);
    // What is not read does not show that the other end is gone; writing to it does.
    const ask = setInterval(() => socket.write(request), 50);
    await closed;
    clearInterval(ask);
    expect(made).toBeLessThan(30);
  });
});

describe('the number of connections', () => {
  async function isServed(): Promise<boolean> {
    const { socket, received } = open();
    socket.write(request);
    return (await received('\r\n\r\nx')).includes('200 OK');
  }

  it('is bounded for one address, which may have another as soon as one has ended', async () => {
    await start(async () => 'x', { maximumConnectionsPerAddress: 2 });
    expect([await isServed(), await isServed(), await isServed()]).toEqual([true, true, false]);
    const [first] = sockets;
    first!.destroy();
    await expect.poll(isServed).toBe(true);
  });

  it('is not bounded for a proxy, which has all of them', async () => {
    await start(async () => 'x', { maximumConnectionsPerAddress: 1, trustProxy: true });
    expect([await isServed(), await isServed()]).toEqual([true, true]);
  });

  it('is bounded for all together', async () => {
    await start(async () => 'x', { maximumConnections: 2, trustProxy: true });
    expect([await isServed(), await isServed(), await isServed()]).toEqual([true, true, false]);
  });
});
