import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { newFolder, production, run, serve } from '../support/command.ts';

const portOf = (ready: string) => Number(/:(\d+)/.exec(ready)?.[1]);

/** The status that a request gets which names another host than the one it goes to. */
function statusFor(port: number, host: string, path = '/'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe.concurrent('mintmark dev', () => {
  it.each(['0.0.0.0', '::', '192.0.2.7'])('serves the network nothing unless told that it may: %s', async (host) => {
    const folder = newFolder();
    expect(await run(folder, ['dev', '--port', '0', '--host', host])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: on ${host} whoever reaches this machine could use what dev makes up, such as the secrets and users of the quickstart: use start, or say --expose\n`,
    });
  });

  it('takes the address in a configuration for no consent either', async () => {
    const folder = newFolder();
    const config = production(folder, { listen: { host: '0.0.0.0', port: 0 } });
    const { code, stderr } = await run(folder, ['dev', '--config', config]);
    expect(stderr).toContain('say --expose');
    expect(code).toBe(2);
  });

  it('answers no request under a name that a page on the Internet could have (DNS rebinding), and says so', async (test) => {
    const { ready, output } = await serve(test, newFolder(), ['dev', '--port', '0']);
    const port = portOf(ready);
    expect(await statusFor(port, `localhost:${port}`)).toBe(303);
    expect(await statusFor(port, `127.0.0.1:${port}`)).toBe(303);
    for (const path of ['/', '/connect/token', '/.well-known/openid-configuration', '/health/live']) {
      expect(await statusFor(port, 'evil.example', path)).toBe(421);
    }
    expect(output()).toContain('evil.example');
  });

  it('serves the network with --expose, still under no name of others', async (test) => {
    const { ready } = await serve(test, newFolder(), ['dev', '--port', '0', '--host', '0.0.0.0', '--expose']);
    const port = portOf(ready);
    expect(await statusFor(port, `mintmark:${port}`, '/health/live')).toBe(200);
    expect(await statusFor(port, 'evil.example', '/health/live')).toBe(421);
  });
});
