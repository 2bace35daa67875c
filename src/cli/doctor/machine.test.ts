import { describe, expect, it } from 'vitest';
import { nodeFinding, spaceFinding } from './machine.ts';

const on = (day: string) => Date.parse(day);

describe('the version of Node', () => {
  it.each([
    ['v26.1.0', '2026-11-28', 'ok', 'Node v26.1.0, maintained until 2029-04-30'],
    ['v22.18.0', '2027-05-01', 'warning', 'Node v22.18.0 gets no security fixes since 2027-04-30'],
    ['v23.4.0', '2026-11-28', 'warning', 'Node v23.4.0 is no version with long-term support'],
    ['v28.0.0', '2028-11-28', 'ok', 'Node v28.0.0'],
  ])('%s, on %s: %s', (version, day, severity, message) => {
    expect(nodeFinding(version, on(day))).toMatchObject({ severity, message });
  });
});

describe('the room on the disk', () => {
  it.each([
    [150, 100_000, 'error'],
    [900, 20_000, 'warning'],
    [1500, 100_000, 'warning'],
    [1500, 50_000, 'ok'],
    [80_000, 100_000, 'ok'],
  ])('%i MB of %i: %s', (free, all, severity) => {
    const message = `${free} MB of the disk at /data are free`;
    expect(spaceFinding('/data', free, all)).toMatchObject({ severity, message });
  });
});
