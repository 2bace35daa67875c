import type { ServerResponse } from 'node:http';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { Flight } from './node-connections.ts';
import type { NodeHttpRequest } from './node-http-request.ts';

/** Answers a request, and writes what comes of it. Never rejects. */
export async function answer(
  handle: (request: HttpRequest) => Promise<HttpReply>,
  request: NodeHttpRequest,
  response: ServerResponse,
  flight: Flight,
  target?: { unwritable?(reply: HttpReply, cause: unknown): HttpReply },
): Promise<void> {
  try {
    const reply = await handle(request);
    try {
      write(reply, request, response, flight);
    } catch (thrown) {
      if (target?.unwritable === undefined || response.headersSent) throw thrown;
      write(target.unwritable(reply, thrown), request, response, flight);
    }
  } catch {
    // `handle` never rejects; what cannot be written must not take the process down.
    response.destroy();
    flight.landed();
  }
}

function write(reply: HttpReply, request: NodeHttpRequest, response: ServerResponse, flight: Flight): void {
  const { status, headers, bytes } = reply;
  const body = bytes ?? reply.body;
  // A flat list is what `node:http` writes fastest.
  const lines: string[] = [];
  for (const name in headers) {
    const value = headers[name]!;
    if (typeof value === 'string') lines.push(name, value);
    else for (const one of value) lines.push(name, one);
  }
  if (status !== 204 && status !== 304) lines.push('content-length', String(Buffer.byteLength(body)));
  const stopping = flight.stopping;
  if (stopping || request.isAbandoned) lines.push('connection', 'close');
  response.writeHead(status, lines);
  if (stopping) response.on('close', () => flight.landed());
  response.end(body);
  if (!stopping) flight.landed();
}
