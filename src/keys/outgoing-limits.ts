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
  readonly #hosts = new Map<string, Host>();
  #atOnce = 0;

  constructor(options: OutgoingLimitsOptions) {
    this.#options = options;
  }

  /**
   * Makes a call, if there is room for it.
   * @param host to whose account it goes.
   * @param options.isOwn this machine, which is to be spared by nobody but itself: as many a minute as it takes.
   * @throws {OutgoingLimitError} and whatever `call` throws.
   */
  async run<Result>(
    host: string,
    call: () => Promise<Result>,
    options: { readonly isOwn: boolean; isSilence(error: unknown): boolean },
  ): Promise<Result> {
    const now = performance.now();
    const account = this.#account(host, now);
    const { atOnce, atOncePerHost, perMinute } = this.#options;
    const isTooMuch = !options.isOwn && account.spent >= perMinute;
    if (this.#atOnce >= atOnce || account.atOnce >= atOncePerHost || isTooMuch) {
      throw new OutgoingLimitError(`too many calls to ${host} or at once`);
    }
    this.#atOnce += 1;
    account.atOnce += 1;
    account.spent += 1;
    try {
      return await call();
    } catch (error) {
      if (options.isSilence(error)) account.spent += OutgoingLimits.silence - 1;
      throw error;
    } finally {
      this.#atOnce -= 1;
      account.atOnce -= 1;
    }
  }

  #account(host: string, now: number): Host {
    let account = this.#hosts.get(host);
    if (account === undefined) {
      if (this.#hosts.size >= mostHosts) this.#forgetIdle(now);
      account = { atOnce: 0, spent: 0, since: now };
      this.#hosts.set(host, account);
    } else if (now - account.since >= minute) {
      account.spent = 0;
      account.since = now;
    }
    return account;
  }

  /** If all are in use, the one that came first is forgotten; calls under way keep counting for the whole. */
  #forgetIdle(now: number): void {
    for (const [host, { atOnce, since }] of this.#hosts) {
      if (atOnce === 0 && now - since >= minute) this.#hosts.delete(host);
    }
    if (this.#hosts.size >= mostHosts) this.#hosts.delete(this.#hosts.keys().next().value!);
  }
}
