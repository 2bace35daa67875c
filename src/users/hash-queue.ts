import { oauthError } from '../errors/oauth-error.ts';

/** Who waits for a password to be hashed. */
export interface HashQueuePlace {
  /** Network that asks, as {@link networkOf} gives it; `undefined`: not known, and not counted. */
  readonly network?: string | undefined;
  /** Somebody signed in from this network, or in this browser, before: they have room of their own, and mostly go first. */
  readonly isKnown?: boolean | undefined;
}

export interface HashQueueOptions {
  /** Hashes that run together. */
  readonly atOnce: number;
  /** How many may wait. A quarter of it is for those who are known; of what is left for strangers, one network gets half. */
  readonly waiting: number;
}

interface Waiting {
  readonly begin: () => void;
  readonly network: string | undefined;
}

/** Of so many turns one is a stranger's, however many known ones wait. */
const turnsOfStrangers = 4;

/**
 * The line before the thread pool. Under a flood of wrong passwords it is full at all times; so that an honest sign-in still gets in, a part
 * of it is kept for networks and browsers that signed in before, and no network may fill the rest.
 */
export class HashQueue {
  readonly #options: HashQueueOptions;
  readonly #known: Waiting[] = [];
  readonly #strangers: Waiting[] = [];
  readonly #perNetwork = new Map<string, number>();
  #running = 0;
  #turn = 0;

  constructor(options: HashQueueOptions) {
    this.#options = options;
  }

  /** @throws {OAuthError} `server.unavailable` (503) when too many wait. */
  async inTurn<T>(place: HashQueuePlace, work: () => Promise<T>): Promise<T> {
    // Whoever ends hands its place over, so that `#running` stays as it is.
    if (this.#running >= this.#options.atOnce) await this.#wait(place);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#next();
      if (next === undefined) this.#running -= 1;
      else next.begin();
    }
  }

  #wait({ network, isKnown = false }: HashQueuePlace): Promise<void> {
    const { waiting } = this.#options;
    const forStrangers = waiting - Math.floor(waiting / 4);
    const all = this.#known.length + this.#strangers.length;
    const ofNetwork = network === undefined ? 0 : (this.#perNetwork.get(network) ?? 0);
    const isFull = isKnown
      ? all >= waiting
      : this.#strangers.length >= forStrangers || all >= waiting || ofNetwork >= Math.ceil(forStrangers / 2);
    if (isFull) {
      throw oauthError('server.unavailable', { detail: 'too many sign-ins wait', headers: { 'retry-after': '1' } });
    }
    if (!isKnown && network !== undefined) this.#perNetwork.set(network, ofNetwork + 1);
    return new Promise((resolve) =>
      (isKnown ? this.#known : this.#strangers).push({ begin: resolve, network: isKnown ? undefined : network }),
    );
  }

  #next(): Waiting | undefined {
    this.#turn = (this.#turn + 1) % turnsOfStrangers;
    const [first, second] = this.#turn === 0 ? [this.#strangers, this.#known] : [this.#known, this.#strangers];
    const next = first.shift() ?? second.shift();
    if (next?.network !== undefined) {
      const left = this.#perNetwork.get(next.network)! - 1;
      if (left === 0) this.#perNetwork.delete(next.network);
      else this.#perNetwork.set(next.network, left);
    }
    return next;
  }
}
