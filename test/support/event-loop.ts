/** Runs it; resolves to how many turns of the event loop others had meanwhile. */
export async function turnsWhile(run: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let running = true;
  const turn = () => {
    turns += 1;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await run();
  running = false;
  return turns;
}
