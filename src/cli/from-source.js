// Runs the command from a checkout. JavaScript, and the cache first: from the second time on nothing is left to strip types from,
// and the stripper is not loaded (30 ms).
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/mintmark', import.meta.url)));
await import('./main.ts');
