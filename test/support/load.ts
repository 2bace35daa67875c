import type { Answer, NodeClient } from './node-client.ts';

/** What became of requests under load. */
export interface Load {
  /** The newest refresh token of each chain: the last whose response arrived. */
  readonly chains: string[];
  /** Every reference token whose response arrived. */
  readonly accessTokens: string[];
  /** Tokens per code: never more than one. */
  readonly codes: ReadonlyMap<string, number>;
  /** Answers that were no success. */
  readonly refusals: Answer[];
  /** Milliseconds that the slowest refusal took. */
  slowestRefusalMs: number;
  broken: number;
  successes: number;
  /** Resolves once what is in flight has ended. */
  stop(): Promise<void>;
}

/**
 * Refreshes chains of tokens without end, each request on another node, a failed one again with the same token; and sends each code
 * to two nodes at once. All as the client `code-retrying`.
 */
export function startLoad(
  http: NodeClient,
  urls: readonly string[],
  start: { readonly chains: readonly string[]; readonly codes: readonly string[] },
): Load {
  const clientId = 'code-retrying';
  let stopped = false;
  let turn = 0;
  const codes = new Map<string, number>();
  const next = () => {
    turn += 1;
    return urls[turn % urls.length]!;
  };

  async function send(form: Readonly<Record<string, string>>): Promise<Answer | undefined> {
    const began = performance.now();
    try {
      const answer = await http.token(next(), clientId, form);
      if (answer.status === 200) {
        load.successes += 1;
        load.accessTokens.push(answer.json.access_token);
        return answer;
      }
      load.refusals.push(answer);
      load.slowestRefusalMs = Math.max(load.slowestRefusalMs, performance.now() - began);
    } catch {
      load.broken += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
    return undefined;
  }

  async function refresh(chain: number): Promise<void> {
    while (!stopped) {
      const answer = await send({ grant_type: 'refresh_token', refresh_token: load.chains[chain]! });
      if (answer !== undefined) load.chains[chain] = answer.json.refresh_token;
    }
  }

  async function redeem(): Promise<void> {
    for (const code of start.codes) {
      if (stopped) return;
      const form = { grant_type: 'authorization_code', code };
      const answers = await Promise.all([send(form), send(form)]);
      codes.set(code, answers.filter((answer) => answer !== undefined).length);
      // A code that was used twice takes its tokens with it.
      for (const answer of answers) {
        if (answer !== undefined) load.accessTokens.splice(load.accessTokens.indexOf(answer.json.access_token), 1);
      }
    }
  }

  const load: Load = {
    chains: [...start.chains],
    accessTokens: [],
    codes,
    refusals: [],
    slowestRefusalMs: 0,
    broken: 0,
    successes: 0,
    async stop() {
      stopped = true;
      await running;
    },
  };
  const running = Promise.all([...start.chains.map((_, chain) => refresh(chain)), redeem()]);
  return load;
}
