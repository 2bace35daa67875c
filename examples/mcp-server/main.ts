/** `node --conditions=source examples/mcp-server/main.ts`, beside `npm start`, which knows this API. */
import { startMcpServer } from './server.ts';

const [issuer = 'http://localhost:9400', resource = 'http://localhost:9401/mcp'] = process.argv.slice(2);
const server = await startMcpServer(issuer, resource);
process.once('SIGINT', () => void server.close());
console.log(`ready ${resource}`);
