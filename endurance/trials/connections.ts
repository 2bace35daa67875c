import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Trial } from '../trial.ts';
import { type FaultSurroundings, faultTrial } from './fault.ts';

/** Loopback has many addresses (Linux): no single one may hold so many connections. */
const connectionsOfAddress = 900;

/** Opens connections one after the other, so that no queue of the system runs over. */
async function openMany(
  { node, tell }: FaultSurroundings,
  count: number,
  begin: (socket: Socket, index: number) => void,
): Promise<{ readonly sockets: readonly Socket[]; readonly open: () => number }> {
  const sockets: Socket[] = [];
  let open = 0;
  for (let index = 0; index < count; index += 1) {
    const localAddress = `127.0.1.${1 + Math.floor(index / connectionsOfAddress)}`;
    const socket = connect({ host: '127.0.0.1', port: node.port, localAddress });
    socket.on('error', () => {});
    socket.on('close', () => {
      open -= 1;
    });
    socket.on('data', () => {});
    await new Promise<void>((resolve) => {
      socket.once('connect', () => {
        open += 1;
        resolve();
      });
      socket.once('error', () => resolve());
    });
    begin(socket, index);
    sockets.push(socket);
    if ((index + 1) % 1000 === 0) tell(`${index + 1} connections`);
  }
  return { sockets, open: () => open };
}

function manyConnections(
  name: string,
  what: string,
  begin: (socket: Socket, index: number) => void,
): (count: number) => Trial {
  return (count) =>
    faultTrial({
      name,
      kind: 'sqlite',
      async make(surroundings) {
        const { clients, seconds } = surroundings;
        const { sockets, open } = await openMany(surroundings, count, begin);
        clients.slowestMs = 0;
        const before = clients.rotations;
        await wait(seconds * 1000);
        const during = clients.rotations - before;
        const { slowestMs } = clients;
        const stillOpen = open();
        for (const socket of sockets) socket.destroy();
        await wait(1000);
        return {
          figures: {
            [what]: count,
            'open at the end': stillOpen,
            'rotations beside them': during,
            'slowest answer beside them (ms)': Math.round(slowestMs),
          },
          violations: during > 0 ? [] : ['nobody was served beside them'],
        };
      },
    });
}

const head = 'POST /connect/token HTTP/1.1\r\nHost: localhost\r\n';

export const idleConnections = manyConnections('idle-connections', 'connections without a request', () => {});

/** Clients that are gone without a word: half of a head, half of a body, or a request whose answer nobody reads. */
export const halfOpenClients = manyConnections('half-open-clients', 'clients that went away', (socket, index) => {
  const form =
    'content-type: application/x-www-form-urlencoded\r\ncontent-length: 5000\r\n\r\ngrant_type=client_credentials';
  if (index % 3 === 0) socket.write(head);
  else if (index % 3 === 1) socket.write(head + form);
  else {
    socket.pause();
    socket.write('GET /.well-known/openid-configuration HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20));
  }
});

/** Bodies that come a byte at a time. */
export const slowBodies = manyConnections('slow-bodies', 'bodies a byte at a time', (socket) => {
  socket.write(`${head}content-type: application/x-www-form-urlencoded\r\ncontent-length: 60000\r\n\r\n`);
  const timer = setInterval(() => socket.write('a'), 500);
  socket.on('close', () => clearInterval(timer));
});
