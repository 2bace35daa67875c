import { type NodeClient, nodeClient } from '../test/support/node-client.ts';
import { History } from './history.ts';

/** The client of the fixture whose tokens are references and may be brought again for ten minutes. */
export const clientId = 'code-retrying';

/** Honest clients that refresh without end, each with a family of its own, and everything that they sent and heard. */
export class RotatingClients {
  readonly history = new History();
  /** The newest refresh token of each, as it knows. */
  readonly tokens: string[];
  /** The newest access token of each. */
  readonly accessTokens: string[];
  slowestMs = 0;
  rotations = 0;
  readonly #http: NodeClient;
  readonly #url: () => string;
  #stopped = false;
  #running: Promise<unknown> | undefined;

  /** @param url of the node to ask now. */
  constructor(tokens: readonly string[], url: () => string, options: { readonly timeoutMs?: number } = {}) {
    this.tokens = [...tokens];
    this.accessTokens = tokens.map(() => '');
    this.#url = url;
    this.#http = nodeClient({ connections: tokens.length, timeoutMs: options.timeoutMs ?? 30_000 });
  }

  start(): void {
    this.#stopped = false;
    this.#running = Promise.all(this.tokens.map((_, family) => this.#rotate(family)));
  }

  /** Resolves once what is in flight has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Refreshes once more with what each has; then asks about the last access tokens. Resolves to what is wrong. */
  async settle(): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (const family of this.tokens.keys()) {
      if (!(await this.#refresh(family))) wrong.push(`family ${family}: its last token is refused when all is well`);
      const { status, json } = await this.#http.introspect(this.#url(), this.accessTokens[family]!);
      if (status !== 200 || json.active !== true) wrong.push(`family ${family}: its access token is not active`);
    }
    this.#http.close();
    return wrong;
  }

  async #rotate(family: number): Promise<void> {
    while (!this.#stopped) {
      if (!(await this.#refresh(family))) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #refresh(family: number): Promise<boolean> {
    const presented = this.tokens[family]!;
    const sentAt = performance.now();
    const use = { family, presented, sentAt };
    try {
      const { status, json } = await this.#http.refresh(this.#url(), clientId, presented);
      const endedAt = performance.now();
      this.slowestMs = Math.max(this.slowestMs, endedAt - sentAt);
      if (status === 200) {
        const { refresh_token: refreshToken, access_token: accessToken } = json;
        this.history.note({ ...use, endedAt, outcome: 'success', status, refreshToken, accessToken });
        this.tokens[family] = refreshToken;
        this.accessTokens[family] = accessToken;
        this.rotations += 1;
        return true;
      }
      this.history.note({ ...use, endedAt, outcome: status >= 500 ? 'unavailable' : 'refused', status });
    } catch (error) {
      // Nobody listens there: nothing was asked.
      if ((error as { readonly code?: string }).code !== 'ECONNREFUSED') {
        this.history.note({ ...use, endedAt: performance.now(), outcome: 'broken' });
      }
    }
    return false;
  }
}
