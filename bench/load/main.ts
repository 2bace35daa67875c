import type { LoadOrder } from '../protocol.ts';
import { runLoad } from './run-load.ts';

// The process of the load generator: an order in, a result out.
process.on('message', async (order: LoadOrder) => {
  try {
    process.send?.({ result: await runLoad(order) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
