import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { masterSecret, newFolder } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { type BuiltImage, buildImage, instructions } from './built-image.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let image: BuiltImage;
beforeAll(() => {
  folder = newFolder();
  image = buildImage(folder);
}, 600_000);

/** A command of the image, with its paths as they are here. */
function here(command: readonly string[]): readonly [string, readonly string[]] {
  const [program, ...parameters] = command;
  expect(program).toBe('node');
  return [process.execPath, parameters.map((word) => word.replace(/^\/(opt|etc)\//, `${image.root}/$1/`))];
}

/** Ends with what the health check would say of the server at this port. */
async function health(port: number): Promise<number> {
  const [program, parameters] = here(image.healthCheck);
  const env = { ...process.env, MINTMARK_HEALTH_URL: `http://127.0.0.1:${port}/health/ready` };
  const child = execFile(program, parameters, { env });
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

const files = () => readdirSync(image.root, { recursive: true }).map(String).sort();

describe('the image', () => {
  it('has the packages of production, the built server and nothing else', () => {
    const server = join(image.root, 'opt/mintmark');
    expect(readdirSync(server).sort()).toEqual(['LICENSE', 'deploy', 'dist', 'node_modules', 'package.json']);
    expect(readdirSync(join(server, 'node_modules'))).not.toContain('typescript');
    expect(readdirSync(join(server, 'node_modules'))).toContain('jose');
    expect(image.user).toBe('1000:1000');
  });

  it('copies only what .dockerignore lets through', () => {
    const lines = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    const copied = instructions()
      .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from='))
      .flatMap(([, rest]) => rest.split(' ').slice(0, -1));
    expect(copied.filter((path) => !lines.includes(`!${path}`))).toEqual([]);
    expect(lines[1]).toBe('*');
  });

  it('is ready by its health check, writes nothing into itself, and on SIGTERM answers what is in flight and ends with 0', async ({
    onTestFinished,
  }) => {
    const port = await freePort();
    mkdirSync(join(image.root, 'etc/mintmark'), { recursive: true });
    writeFileSync(
      join(image.root, 'etc/mintmark/mintmark.config.json'),
      JSON.stringify({
        issuer: 'https://id.example.com',
        secret: 'env:MINTMARK_SECRET',
        storage: { kind: 'sqlite', path: join(newFolder(), 'mintmark.db') },
        listen: { port, trustProxy: true },
        apiScopes: [{ name: 'read' }],
        clients: [
          {
            clientId: 'm2m',
            clientSecrets: [{ value: 'secret' }],
            allowedGrantTypes: ['client_credentials'],
            allowedScopes: ['read'],
          },
        ],
      }),
    );
    const before = files();
    expect(await health(port)).toBe(1);

    const [program, parameters] = here(image.command);
    const env = { PATH: process.env['PATH'], ...image.env, MINTMARK_SECRET: masterSecret };
    const child = spawn(program, parameters, { cwd: join(image.root, image.workdir), env });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const exited = once(child, 'exit');
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    await expect.poll(() => output).toContain('"event":"ready"');
    expect(output).toContain(`"address":"0.0.0.0:${port}"`);
    expect(await health(port)).toBe(0);

    const body = 'grant_type=client_credentials&client_id=m2m&client_secret=secret';
    const asked = request({
      port,
      path: '/connect/token',
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': body.length,
        expect: '100-continue',
      },
    });
    const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
    asked.flushHeaders();
    await once(asked, 'continue');
    child.kill('SIGTERM');
    await expect.poll(() => health(port)).toBe(1);
    asked.end(body);
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    response.resume();
    expect(await exited).toEqual([0, null]);
    expect(files()).toEqual(before);
  });
});
