import type { HttpRequest } from '../model/http-message.ts';

/** On whose behalf a browser is here, and how it wants its pages. */
export interface Asker {
  /** The client whose request it brings. */
  readonly clientId?: string | undefined;
  /** Language tags, most wanted first. */
  readonly uiLocales: readonly string[];
  /** `page`, `popup`, `touch` or `wap`. */
  readonly display?: string | undefined;
  /** Of the parameters of one's own those that were sent. */
  readonly customParameters: Readonly<Record<string, string>>;
}

const askers = new WeakMap<HttpRequest, Asker>();

/** Notes what is known, as soon as it is: whatever goes wrong afterwards is shown to a person who wants to know where to go back to. */
export function noteAsker(request: HttpRequest, asker: Asker): void {
  askers.set(request, asker);
}

export function askerOf(request: HttpRequest): Asker | undefined {
  return askers.get(request);
}
