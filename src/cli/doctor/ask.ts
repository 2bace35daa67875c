import type { IncomingHttpHeaders } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { checkServerIdentity, type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { within } from './within.ts';

/** What a server answered, and when, in milliseconds of this machine's clock. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  /** Absent: it was plain http. */
  readonly tls?: SeenTls;
}

export interface SeenTls {
  readonly protocol: string;
  /** Why the chain is not trusted by this machine, as OpenSSL calls it. */
  readonly chainProblem?: string;
  /** Why the certificate is not one of that host. */
  readonly nameProblem?: string;
  /** Of the first in the chain that ends, with its epoch milliseconds. */
  readonly validTo: number;
  readonly validFrom: number;
}

/** Long enough for a far server that is under load. */
export const answerMs = 5000;
const mostBytes = 1_048_576;

/** Whatever the certificate is worth, the answer is read: what is wrong with it is told beside it. No redirect is followed. @throws {Error} */
export function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
  }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const address = new URL(url);
  const askedAt = Date.now();
  const ending = new AbortController();
  const answer = new Promise<Answer>((resolve, reject) => {
    const isSecure = address.protocol === 'https:';
    const request = (isSecure ? https : http).request(address, {
      method,
      headers: { ...headers, 'user-agent': 'mintmark-doctor', connection: 'close' },
      agent: false,
      signal: ending.signal,
      ...(isSecure ? { rejectUnauthorized: false } : {}),
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const answeredAt = Date.now();
      const tls = response.socket instanceof TLSSocket ? seenTls(response.socket, address.hostname) : undefined;
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > mostBytes) response.destroy(new Error('the answer is larger than a megabyte'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
          askedAt,
          answeredAt,
          ...(tls === undefined ? {} : { tls }),
        }),
      );
    });
    request.end();
  });
  return within(answerMs, answer).finally(() => ending.abort());
}

function seenTls(socket: TLSSocket, hostname: string): SeenTls {
  const chain = chainOf(socket.getPeerCertificate(true));
  const [leaf] = chain;
  const host = hostname.replace(/^\[|\]$/g, '');
  const wrongName = leaf === undefined ? undefined : checkServerIdentity(host, leaf)?.message;
  // Node tells of the host name here where nothing else is wrong.
  const problem = String(socket.authorizationError ?? '');
  const chainProblem = problem === '' || problem === 'ERR_TLS_CERT_ALTNAME_INVALID' ? undefined : problem;
  return {
    protocol: socket.getProtocol() ?? '',
    ...(chainProblem === undefined ? {} : { chainProblem }),
    ...(wrongName === undefined ? {} : { nameProblem: wrongName }),
    validTo: Math.min(...chain.map(({ valid_to }) => Date.parse(valid_to))),
    validFrom: Math.max(...chain.map(({ valid_from }) => Date.parse(valid_from))),
  };
}

function chainOf(leaf: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  for (
    let one: DetailedPeerCertificate | undefined = leaf;
    one?.valid_to !== undefined && !chain.includes(one);
    one = one.issuerCertificate
  ) {
    chain.push(one);
  }
  return chain;
}
