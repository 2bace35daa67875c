import { connect } from 'node:net';

/** What came back for some bytes. */
export interface Exchange {
  /** `none`: the connection was ended without an answer; `silent`: nothing came in time. */
  readonly status: number | 'none' | 'silent';
  readonly text: string;
}

/** Sends bytes on a connection of their own and reads the first answer to its end. */
export function exchange(port: number, bytes: Buffer, timeoutMs: number): Promise<Exchange> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    let ended = false;
    const end = (isLate = false) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status === undefined ? (isLate ? 'silent' : 'none') : Number(status), text });
    };
    const timer = setTimeout(() => end(true), timeoutMs);
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (isWhole(chunks)) end();
    });
    socket.on('error', () => end());
    socket.on('close', () => end());
  });
}

function isWhole(chunks: readonly Buffer[]): boolean {
  const text = Buffer.concat(chunks).toString('latin1');
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length !== undefined) return text.length >= head + 4 + Number(length) || /^HTTP\/1\.1 (?:1|204|304)/.test(text);
  if (/\r\ntransfer-encoding: chunked/i.test(text.slice(0, head))) return text.endsWith('0\r\n\r\n');
  return true;
}
