import { listen } from '../../src/http/node-listener.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { openStore } from '../../src/stores/open-store.ts';
import type { ServerOrder } from '../protocol.ts';
import { answerQuestions, order } from './answer-questions.ts';
import { FilledGrants } from './filled-grants.ts';
import { mintmarkConfiguration } from './mintmark-configuration.ts';
import { mintmarkFlow } from './mintmark-flows.ts';

const started = order<ServerOrder>();
const configuration = mintmarkConfiguration(started);
const store = await openStore((configuration.storage ?? { kind: 'memory' }) as Parameters<typeof openStore>[0]);
const serve = async (server: MintmarkServer) => (await listen(server, { host: '127.0.0.1', port: 0 })).port;
const server = await createServer({ ...configuration, store });
const port = await serve(server);
const filled = new FilledGrants(server);
const counting = withCounting(store);
let countedPort: number | undefined;
let counted: MintmarkServer;

answerQuestions(port, {
  flow: (sizes) => mintmarkFlow(server, started.scenario, sizes),
  async countedFlow(sizes) {
    if (countedPort === undefined) {
      counted = await createServer({ ...configuration, store: counting.store });
      countedPort = await serve(counted);
    }
    const flow = await mintmarkFlow(counted, started.scenario, sizes);
    counting.calls.reset();
    return { port: countedPort, flow };
  },
  calls: () => Object.fromEntries(counting.calls.byName),
  maintain: async () => {
    await server.services.cleanUp.run();
    await server.services.keyRing.rotateNow();
  },
  fill: (rows) => filled.add(rows),
  filled: (scenario, values) => filled.flow(scenario, values),
});
