import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Sealer } from '../keys/sealer.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { version } from './version.ts';

/** Carries the proof; without a good one nothing is told. */
export const seenRequestHeader = 'mintmark-doctor';

/** What becomes of a request on its way from outside to the server, for those who hold the master secret. */
export interface SeenRequest {
  readonly version: string;
  /** The server's clock, epoch seconds. */
  readonly now: number;
  /** Whose address it takes the request's for. */
  readonly remoteAddress: string | null;
  readonly trustProxy: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

const purpose = 'doctor';
/** Long, since clocks may be what is wrong; who learns a proof learns how its own requests arrive. */
const proofSeconds = 3600;
const shownHeaders = [
  'host',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'client-cert',
  'via',
];

/** A value of {@link seenRequestHeader}: an instant and its MAC under a key of the master secret. */
export function seenRequestProof(sealer: Pick<Sealer, 'derive'>, now: number): string {
  return `${now}.${macOf(sealer.derive(purpose), String(now)).toString('base64url')}`;
}

/** What to answer a request that carries a proof; `undefined`: it carries none, or a bad one. */
export function seenRequestReply(
  request: HttpRequest,
  now: number,
  { sealer, trustProxy }: { readonly sealer: Pick<Sealer, 'deriveAll'>; readonly trustProxy: boolean },
): HttpReply | undefined {
  const [, at, mac] = /^(\d{1,12})\.([\w-]{43})$/.exec(request.header(seenRequestHeader) ?? '') ?? [];
  if (at === undefined || mac === undefined || Math.abs(Number(at) - now) > proofSeconds) return undefined;
  const given = Buffer.from(mac, 'base64url');
  if (!sealer.deriveAll(purpose).some((key) => timingSafeEqual(macOf(key, at), given))) return undefined;
  const headers = shownHeaders.flatMap((name) => {
    const value = request.header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const seen: SeenRequest = {
    version: version(),
    now,
    remoteAddress: request.remoteAddress ?? null,
    trustProxy,
    headers: Object.fromEntries(headers),
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ status: 'ok', seen }),
  };
}

function macOf(key: Uint8Array, at: string): Buffer {
  return createHmac('sha256', key).update(at).digest();
}
