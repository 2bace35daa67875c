import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface BuiltImage {
  /** What would be `/` of the image. */
  readonly root: string;
  readonly workdir: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

/** The instructions of the Dockerfile, with what continues on further lines joined. */
export function instructions(): readonly (readonly [name: string, rest: string])[] {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()]);
}

/**
 * Carries out the steps of the Dockerfile without a daemon: each stage is a folder, `COPY` copies and `RUN` runs there, with the Node
 * that runs this. The packages of development are those of this clone, which `npm ci` has made.
 */
export function buildImage(folder: string): BuiltImage {
  const stages = new Map<string, string>();
  let image = { root: '', workdir: '/', user: '', env: {}, command: [], healthCheck: [] } as BuiltImage;
  const within = (path: string) => join(image.root, path.startsWith('/') ? path : join(image.workdir, path));
  for (const [name, rest] of instructions()) {
    if (name === 'FROM') {
      const stage = /AS (\S+)$/.exec(rest)?.[1] ?? 'image';
      image = { ...image, root: join(folder, stage), workdir: '/' };
      stages.set(stage, image.root);
    } else if (name === 'WORKDIR') {
      image = { ...image, workdir: rest };
      mkdirSync(within('.'), { recursive: true });
    } else if (name === 'COPY') {
      const words = rest.split(' ');
      const from = words[0]?.startsWith('--from=') ? stages.get(words.shift()?.slice(7) ?? '') : root;
      const target = words.pop() ?? '';
      if (from === undefined) throw new Error(`COPY ${rest}: there is no such stage`);
      for (const word of words) {
        const source = join(from, word);
        // A folder's contents go to the target, a file into it where it ends with a slash.
        const isInto = target.endsWith('/') && !statSync(source).isDirectory();
        cpSync(source, isInto ? join(within(target), basename(word)) : within(target), {
          recursive: true,
          filter: (path) => !path.endsWith('.test.ts'),
        });
      }
    } else if (name === 'RUN') {
      if (/^npm ci (?!.*--omit=dev)/.test(rest)) symlinkSync(join(root, 'node_modules'), within('node_modules'));
      else execFileSync('sh', ['-c', rest], { cwd: within('.'), env: environment(), stdio: 'pipe' });
    } else if (name === 'ENV') {
      const [key = '', value = ''] = rest.split('=');
      image = { ...image, env: { ...image.env, [key]: value } };
    } else if (name === 'USER') image = { ...image, user: rest };
    else if (name === 'ENTRYPOINT' || name === 'CMD') {
      image = { ...image, command: [...image.command, ...(JSON.parse(rest) as string[])] };
    } else if (name === 'HEALTHCHECK') {
      image = { ...image, healthCheck: JSON.parse(rest.slice(rest.indexOf('['))) as string[] };
    } else if (!['EXPOSE', 'STOPSIGNAL'].includes(name)) throw new Error(`${name} is not known here`);
  }
  return image;
}

function environment(): NodeJS.ProcessEnv {
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`;
  return { ...process.env, PATH: path, NODE_OPTIONS: '', npm_config_prefer_offline: 'true' };
}
