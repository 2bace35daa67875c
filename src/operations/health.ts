import type { Clock } from '../model/clock.ts';
import type { HttpReply } from '../model/http-message.ts';

/** What readiness looks at. */
export interface HealthServices {
  readonly store: { ping(): Promise<void> };
  /** Whether there is a key to sign with. */
  readonly keysLoaded: () => boolean;
  /** Whether a stop has begun. */
  readonly stopping: () => boolean;
  /** Milliseconds a ping may take. Default: 1000. */
  readonly pingTimeoutMs?: number;
  readonly clock: Clock;
}

export interface Health {
  /** 200 as long as the process can answer at all. */
  live(): HttpReply;
  /** 200 when requests may be sent here, else 503; the body names the checks. The store is asked at most once a second. */
  ready(): Promise<HttpReply>;
}

export function createHealth(services: HealthServices): Health {
  let pinged: { readonly at: number; readonly result: Promise<boolean> } | undefined;

  function storeAnswers(): Promise<boolean> {
    const now = services.clock.now();
    if (pinged === undefined || now !== pinged.at) {
      pinged = { at: now, result: answersInTime(services.store.ping(), services.pingTimeoutMs ?? 1000) };
    }
    return pinged.result;
  }

  return {
    live: () => reply(200, { status: 'ok' }),
    async ready() {
      const stopping = services.stopping();
      const store = stopping ? false : await storeAnswers();
      const keys = services.keysLoaded();
      const checks = { store: told(store), keys: told(keys), running: told(!stopping) };
      const ready = store && keys && !stopping;
      return reply(ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', checks });
    },
  };
}

const told = (passed: boolean) => (passed ? 'ok' : 'failed');

async function answersInTime(ping: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
    timer.unref();
  });
  try {
    return await Promise.race([ping.then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function reply(status: number, body: Readonly<Record<string, unknown>>): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
