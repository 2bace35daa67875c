import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

// Before anything is loaded that an older one does not have.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Mintmark needs Node 22.18 or newer; this is ${process.version}.\n`);
  process.exit(2);
}

// Halves the time to start. Beside the code, since whoever can write there can change the code anyway; the default, a
// directory that every user of the machine can make, would let others plant code. Where it cannot be written nothing is kept.
nodeModule.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/mintmark', import.meta.url)));
const { importNeighboursQuickly } = await import('./quick-imports.ts');
importNeighboursQuickly();

// On Node 22 the built-in SQLite calls itself experimental; whoever runs the command can do nothing about that.
const { emitWarning } = process;
process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
  if (!/SQLite is an experimental feature/.test(String(warning)))
    Reflect.apply(emitWarning, process, [warning, ...rest]);
};

const { main } = await import('./program.ts');
await main();
