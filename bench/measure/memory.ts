import type { LoadGenerator } from './load-generator.ts';
import { ServerProcess } from './server-process.ts';

export interface MemoryRun {
  readonly requests: number;
  /** Resident bytes after each tenth of the requests. */
  readonly rss: readonly number[];
}

/** Watches the memory of the ES256 scenario over very many requests. */
export async function measureMemory(
  requests: number,
  load: LoadGenerator,
  tell: (text: string) => void,
): Promise<MemoryRun> {
  const server = await ServerProcess.start('mintmark', { scenario: 'client-credentials-es256' });
  try {
    const flow = await server.flow(64, 0);
    const rss: number[] = [];
    for (let tenth = 0; tenth < 10; tenth += 1) {
      await load.run({ port: server.port, flow, connections: 64, seconds: 600, requests: requests / 10 });
      rss.push((await server.sample()).rssBytes);
      tell(`memory: ${tenth + 1} tenths of ${requests} requests`);
    }
    return { requests, rss };
  } finally {
    await server.stop();
  }
}
