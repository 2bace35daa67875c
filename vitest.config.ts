import { defineConfig } from 'vitest/config';

/** Tests that start the command and wait for it: beside each other, but not beside those that keep both cores busy. */
const processes = ['src/cli/main.test.ts', 'test/cli/*.test.ts'];

/** Tests that load a server or stop a database: alone, so that they measure themselves and not each other. */
const heavy = [
  'test/deploy/*.test.ts',
  'test/faults/*.test.ts',
  'test/observability/*.test.ts',
  'test/package/*.test.ts',
  'test/scale/*.test.ts',
  'test/upgrade/*.test.ts',
];

const shared = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
};
const limits = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // A page or a background job may be slow on a busy machine; what is waited for must come, not come soon.
  expect: { poll: { timeout: 20_000 } },
  pool: 'forks',
} as const;

export default defineConfig({
  ...shared,
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      {
        ...shared,
        test: {
          ...limits,
          name: 'together',
          // These have sources under the condition too, which Node does not run from `node_modules`.
          server: { deps: { inline: [/@modelcontextprotocol/, /eventsource/] } },
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'endurance/**/*.test.ts'],
          exclude: ['node_modules', ...processes, ...heavy],
          // No test changes a module's state: importing the sources once a worker halves the time.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          testTimeout: 120_000,
          name: 'processes',
          include: processes,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          testTimeout: 120_000,
          name: 'alone',
          include: heavy,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
