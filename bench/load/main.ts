import type { LoadOrder, RateOrder } from '../protocol.ts';
import { runAtRate } from './run-at-rate.ts';
import { runLoad } from './run-load.ts';

// The process of the load generator: an order in, a result out.
process.on('message', async (order: LoadOrder | RateOrder) => {
  try {
    process.send?.({ result: await ('rate' in order ? runAtRate(order) : runLoad(order)) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
