/** Loaded before a program (`--import`): prints the installed packages that it loaded, as JSON on the last line, when it ends. */
import { registerHooks } from 'node:module';

const loaded = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(found.url) ?? [];
    if (name !== undefined) loaded.add(name);
    return found;
  },
});
process.on('exit', () => process.stdout.write(`\n${JSON.stringify([...loaded].sort())}\n`));
