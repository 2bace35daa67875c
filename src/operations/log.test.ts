import { expect, it } from 'vitest';
import { createLogger } from './log.ts';

it('writes one JSON object a line, with the fields of its parents, without secrets', async () => {
  const lines: string[] = [];
  const log = await createLogger({ write: (line) => lines.push(line) });
  log.child({ requestId: 'r' }).warn('refused', { clientId: 'a', client_secret: 'hunter2' });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    requestId: 'r',
    clientId: 'a',
    client_secret: '[redacted]',
    message: 'refused',
  });
});

it('does not look at the fields of a line below its level', async () => {
  const log = await createLogger({ level: 'warn', write: () => {} });
  const trap = {
    get field(): string {
      throw new Error('was read');
    },
  };
  log.info('quiet', trap);
  expect(log.isEnabled?.('info')).toBe(false);
  expect(() => log.warn('loud', trap)).toThrow('was read');
});

it('keeps what came from outside from forging a line for people', async () => {
  const lines: string[] = [];
  const log = await createLogger({ format: 'pretty', write: (line) => lines.push(line) });
  log.info('a\nb', { agent: 'x\n00:00:00 error all is lost', scope: 'read' });
  expect(lines.map((line) => line.slice(9))).toEqual(['info  a b agent="x\\n00:00:00 error all is lost" scope=read\n']);
});

it('keeps what came from outside from steering the terminal, in fields and in stacks too', async () => {
  const lines: string[] = [];
  const log = await createLogger({ format: 'pretty', write: (line) => lines.push(line) });
  const cause = Object.assign(new Error('x'), { stack: 'Error: \u001b[2Jx\u009b2J\n    at y' });
  log.info('a', { detail: '\u009b31m\u202eb', names: ['\u009b'], cause });
  expect(lines.map((line) => line.slice(9))).toEqual([
    'info  a detail="\\u009b31m\\u202eb" names=["\\u009b"] cause=\nError:  [2Jx 2J\n    at y\n',
  ]);
});
