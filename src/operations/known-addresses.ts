import { networkOf } from './network-of.ts';

/** Networks that are remembered; the one that proved itself longest ago goes. */
const mostKnown = 10_000;

/** Networks from which somebody signed in lately. A hint for who goes first, never a proof of anything; each process has its own. */
export class KnownAddresses {
  #known = new Set<string>();

  /** Goes on with what another one knows. */
  takeOver(before: KnownAddresses): void {
    this.#known = before.#known;
  }

  add(address: string | undefined): void {
    if (address === undefined) return;
    const network = networkOf(address);
    this.#known.delete(network);
    if (this.#known.size >= mostKnown) this.#known.delete(this.#known.values().next().value!);
    this.#known.add(network);
  }

  has(address: string | undefined): boolean {
    return address !== undefined && this.#known.has(networkOf(address));
  }
}
