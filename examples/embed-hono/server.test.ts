import { it } from 'vitest';
import { expectEmbedded } from '../expect-embedded.ts';
import { start } from './server.ts';

it('serves tokens under /id, and leaves the rest to the application', async () => {
  await expectEmbedded(start);
});
