import { expect, it } from 'vitest';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { openStore } from '../open-store.ts';

it.each([
  ['postgres://app:p#ss/w0rd@127.0.0.1:5432/db', 'storage.url: cannot be used: Invalid URL'],
  [
    'postgres://app:pa55word@127.0.0.1/db?sslrootcert=/nowhere/ca.pem',
    "storage.url: cannot be used: ENOENT: no such file or directory, open '/nowhere/ca.pem'",
  ],
])('an address that the driver cannot use, %s, is a mistake of the configuration, and its password is not told', async (url, message) => {
  const store = await openStore({ kind: 'postgres', url });
  const failure = await store.migrate().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigurationError);
  expect(String(failure)).toBe(`ConfigurationError: ${message}`);
  await store.close();
});
