import { connect, type Socket } from 'node:net';
import type { AttackOrder, AttackOutcome, AttackPlan } from './plan.ts';

/** A process that attacks: carries out one order after the other. */

const statusLine = Buffer.from('HTTP/1.1 ');
let answers = 0;
let ended = 0;

function count(chunk: Buffer): number {
  let found = 0;
  for (let at = chunk.indexOf(statusLine); at >= 0; at = chunk.indexOf(statusLine, at + 1)) found += 1;
  return found;
}

/** One connection, opened anew whenever it is ended. */
function open(port: number, plan: AttackPlan, sockets: Set<Socket>, until: number): void {
  const { request, pipelined = 1, deaf = false, drip } = plan;
  const socket = connect(port, '127.0.0.1');
  sockets.add(socket);
  const bytes = request.repeat(pipelined);
  let awaited = pipelined;
  let timer: NodeJS.Timeout | undefined;
  socket.on('error', () => {});
  socket.on('connect', () => socket.write(bytes, 'latin1'));
  if (deaf) {
    socket.pause();
    timer = setInterval(() => socket.write(request, 'latin1'), 200);
  } else {
    socket.on('data', (chunk: Buffer) => {
      const found = count(chunk);
      answers += found;
      awaited -= found;
      if (awaited > 0) return;
      if (drip === undefined) {
        awaited = pipelined;
        socket.write(bytes, 'latin1');
      } else timer ??= setInterval(() => socket.write(drip), 1000);
    });
  }
  socket.on('close', () => {
    clearInterval(timer);
    sockets.delete(socket);
    if (Date.now() >= until) return;
    ended += 1;
    setTimeout(() => open(port, plan, sockets, until), 10);
  });
}

async function attack({ port, plan, seconds }: AttackOrder): Promise<AttackOutcome> {
  answers = 0;
  ended = 0;
  const sockets = new Set<Socket>();
  const until = Date.now() + seconds * 1000;
  for (let one = 0; one < plan.connections; one += 1) open(port, plan, sockets, until);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const outcome = { answers, ended };
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return outcome;
}

process.on('message', (order: AttackOrder) => void attack(order).then((outcome) => process.send?.(outcome)));
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
