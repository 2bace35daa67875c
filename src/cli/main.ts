#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Halves the time to start. Beside the code, since whoever can write there can change the code anyway; the default, a
// directory that every user of the machine can make, would let others plant code. Where it cannot be written nothing is kept.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/mintmark', import.meta.url)));

const { main } = await import('./program.ts');
await main();
