import { isLoopbackHost } from './public-address.ts';
import { SafeFetchError } from './safe-fetch.ts';

/** How many calls to addresses that strangers chose a process makes. Nobody waits for his turn: what is too much is refused at once. */
export interface OutgoingLimitsOptions {
  readonly atOnce: number;
  readonly atOncePerHost: number;
  /** Of one host; a call that got no answer counts as {@link OutgoingLimits.silence}. */
  readonly perMinute: number;
}

/** Too many calls are under way, or were made. */
export class OutgoingLimitError extends Error {
  override readonly name = 'OutgoingLimitError';
}

interface Host {
  atOnce: number;
  /** Calls within the minute that began at `since`, in milliseconds. */
  spent: number;
  since: number;
}

const minute = 60_000;
const mostHosts = 10_000;

export class OutgoingLimits {
  /** So many calls of the minute one without an answer costs: who does not answer is asked less. */
  static readonly silence = 5;

  readonly #options: OutgoingLimitsOptions;
  #calls = { hosts: new Map<string, Host>(), atOnce: 0 };

  constructor(options: OutgoingLimitsOptions) {
    this.#options = options;
  }

  /** Shares the account of another one: together they call no more than one. */
  takeOver(before: OutgoingLimits): void {
    this.#calls = before.#calls;
  }

  /**
   * Makes a call to a URL, if there is room for it. This machine may be called as many times a minute as it takes: it is to be spared by nobody but
   * itself.
   * @throws {OutgoingLimitError} and whatever `call` throws.
   */
  async runTo<Result>(url: string, call: () => Promise<Result>): Promise<Result> {
    const { hostname: host } = new URL(url);
    const now = performance.now();
    const calls = this.#calls;
    const account = this.#account(host, now);
    const { atOnce, atOncePerHost, perMinute } = this.#options;
    const isTooMuch = account.spent >= perMinute && !isLoopbackHost(host);
    if (calls.atOnce >= atOnce || account.atOnce >= atOncePerHost || isTooMuch) {
      throw new OutgoingLimitError(`too many calls to ${host} or at once`);
    }
    calls.atOnce += 1;
    account.atOnce += 1;
    account.spent += 1;
    try {
      return await call();
    } catch (error) {
      if (isSilence(error)) account.spent += OutgoingLimits.silence - 1;
      throw error;
    } finally {
      calls.atOnce -= 1;
      account.atOnce -= 1;
    }
  }

  #account(host: string, now: number): Host {
    let account = this.#calls.hosts.get(host);
    if (account === undefined) {
      if (this.#calls.hosts.size >= mostHosts) this.#forgetIdle(now);
      account = { atOnce: 0, spent: 0, since: now };
      this.#calls.hosts.set(host, account);
    } else if (now - account.since >= minute) {
      account.spent = 0;
      account.since = now;
    }
    return account;
  }

  /** If all are in use, the one that came first is forgotten; calls under way keep counting for the whole. */
  #forgetIdle(now: number): void {
    for (const [host, { atOnce, since }] of this.#calls.hosts) {
      if (atOnce === 0 && now - since >= minute) this.#calls.hosts.delete(host);
    }
    if (this.#calls.hosts.size >= mostHosts) this.#calls.hosts.delete(this.#calls.hosts.keys().next().value!);
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof SafeFetchError && (error.reason === 'timeout' || error.reason === 'network');
}
