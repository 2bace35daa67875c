import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mintmarkConfiguration } from '../servers/mintmark-configuration.ts';
import { pinned } from './pinning.ts';
import { median } from './statistics.ts';

export interface StartUp {
  readonly label: string;
  /** Milliseconds from the start of the process to the ready line: the first time, which makes keys and schema, and the median after. */
  readonly first: number;
  readonly later: number;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** `mintmark start` on SQLite, from source and, if it was built, from `dist/`. */
export async function measureStartUp(
  file: (name: string) => string,
  times: number,
  other: { readonly root: string; readonly name: string } | undefined,
): Promise<readonly StartUp[]> {
  const results: StartUp[] = [];
  const kinds = [
    { label: 'start from source', arguments: fromSource(root) },
    ...(other === undefined
      ? []
      : [{ label: `start from source at ${other.name}`, arguments: fromSource(other.root) }]),
    { label: 'start from dist', arguments: [`${root}dist/cli/executable.js`] },
  ];
  for (const [index, kind] of kinds.entries()) {
    if (!existsSync(kind.arguments.at(-1)!)) continue;
    const config = file(`start-${index}.json`);
    const { mode: _mode, ...configuration } = mintmarkConfiguration({ scenario: 'client-credentials-es256' });
    const storage = { kind: 'sqlite', path: file(`start-${index}.db`) };
    writeFileSync(config, JSON.stringify({ ...configuration, storage }));
    const took: number[] = [];
    for (let time = 0; time <= times; time += 1) took.push(await timeToReady([...kind.arguments, 'start'], config));
    results.push({ label: kind.label, first: took[0]!, later: median(took.slice(1)) });
  }
  return results;
}

function fromSource(folder: string): readonly string[] {
  return ['--max-semi-space-size=8', '--conditions=source', `${folder}src/cli/from-source.js`];
}

function timeToReady(command: readonly string[], config: string): Promise<number> {
  const begun = performance.now();
  const whole = [process.execPath, ...command, '--config', config, '--port', '9417'];
  const [file, ...rest] = pinned ? ['taskset', '-c', '0', ...whole] : whole;
  const child = spawn(file!, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let printed = '';
    let took: number | undefined;
    const read = (text: string) => {
      printed += text;
      if (took !== undefined || !printed.includes('"ready"')) return;
      took = performance.now() - begun;
      child.kill('SIGTERM');
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.on('exit', () => (took === undefined ? reject(new Error(`it did not start:\n${printed}`)) : resolve(took)));
  });
}
