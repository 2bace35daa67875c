import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LoadResult } from '../protocol.ts';
import { formRequest } from '../requests.ts';
import { mintmarkConfiguration } from '../servers/mintmark-configuration.ts';
import type { LoadGenerator } from './load-generator.ts';
import { pin } from './pinning.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const port = 9418;

/**
 * `mintmark start --workers N` on N cores, its load generator on the same: every worker has a core, less the same share of it for the load.
 * Where the generator had cores of its own, as many as workers would be needed twice.
 */
export async function measureWorkers(
  workers: number,
  seconds: number,
  file: (name: string) => string,
  load: LoadGenerator,
): Promise<LoadResult> {
  const config = file(`workers-${workers}.json`);
  const { mode: _mode, ...configuration } = mintmarkConfiguration({ scenario: 'client-credentials-es256' });
  const storage = { kind: 'sqlite', path: file(`workers-${workers}.db`) };
  writeFileSync(config, JSON.stringify({ ...configuration, storage }));
  const options = ['--config', config, '--port', String(port), '--workers', String(workers)];
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=8', '--conditions=source', `${root}src/cli/from-source.js`, 'start', ...options],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const cores = `0-${workers - 1}`;
  pin(child.pid, cores);
  load.pinTo(cores);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      // Read on to the end: a full pipe would hold the audit log up.
      child.stdout.setEncoding('utf8').on('data', (text) => text.includes('"ready"') && resolve());
      child.once('exit', () => reject(new Error('the workers did not start')));
    });
    const request = formRequest('/connect/token', { grant_type: 'client_credentials', scope: 'api.read' });
    const order = { port, flow: { kind: 'fixed', request }, connections: 64 } as const;
    await load.run({ ...order, seconds: 3 });
    return await load.run({ ...order, seconds });
  } finally {
    load.pinTo(1);
    child.kill('SIGTERM');
    await exited;
  }
}
