/**
 * An API that takes the quickstart's tokens (`npm start` in another terminal). How its tests get tokens of any kind, and make them
 * expire without waiting, stands in `server.test.ts`.
 *
 *     node --conditions=source examples/test-your-api/server.ts
 */
import { createApi } from './api.ts';

if (import.meta.main) {
  createApi({ issuer: 'http://localhost:9400', audience: 'urn:mintmark:quickstart' }).listen(9401, 'localhost');
  console.log('ready http://localhost:9401');
}
