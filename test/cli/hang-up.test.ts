import { describe, expect, it } from 'vitest';
import { newFolder, production, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';

describe.concurrent('SIGHUP to a server without workers', () => {
  it('is told in the log, and ends nothing', async (test) => {
    const folder = newFolder();
    const port = await freePort();
    const args = ['start', '--config', production(folder), '--port', String(port)];
    const { child, output, exited } = await serve(test, folder, args);
    child.kill('SIGHUP');
    await test.expect.poll(output).toContain('SIGHUP changes nothing without --workers');
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });
});
