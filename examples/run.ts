import { createServer, listen, type ServerOptions } from 'mintmark';

/** Everything but the issuer, which is where the example is served. */
export type ExampleOptions = Omit<ServerOptions, 'issuer'>;

/** Serves an example on http://localhost:9400, in memory, until Ctrl-C. */
export async function run(options: ExampleOptions): Promise<void> {
  const issuer = 'http://localhost:9400';
  const server = await createServer({ mode: 'dev', storage: { kind: 'memory' }, ...options, issuer });
  const listening = await listen(server, { host: 'localhost', port: 9400 });
  process.once('SIGINT', () => void listening.stop());
  console.log(`ready ${issuer}`);
}
