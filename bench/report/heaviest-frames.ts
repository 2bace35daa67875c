import type { CpuProfile } from '../measure/cpu-profile.ts';

/** Own time by function, and time with all it called, as shares of the time that was not idle. */
export function heaviestFrames(profile: CpuProfile, most: number): string {
  const own = new Map<string, number>();
  const whole = new Map<string, number>();
  const stacks = stacksOf(profile);
  let busy = 0;
  profile.samples.forEach((sample, index) => {
    const stack = stacks.get(sample) ?? ['?'];
    const time = profile.timeDeltas[index] ?? 0;
    if (stack[0] === '(idle)') return;
    busy += time;
    add(own, stack[0]!, time);
    for (const name of new Set(stack)) add(whole, name, time);
  });
  const share = (time: number) => `${((time / busy) * 100).toFixed(1).padStart(5)} %`;
  return [...own]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => `${share(time)}  with callees ${share(whole.get(name)!)}  ${name}`)
    .join('\n');
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

/** The names from each node up to the root. */
function stacksOf({ nodes }: CpuProfile): ReadonlyMap<number, readonly string[]> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const stacks = new Map<number, string[]>();
  for (const { id } of nodes) {
    const stack: string[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) stack.push(names.get(at)!);
    stacks.set(id, stack);
  }
  return stacks;
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const place = url === '' ? '' : ` ${url.replace(/^.*\/(src|node_modules)\//, '$1/')}:${lineNumber + 1}`;
  return `${functionName === '' ? '(anonymous)' : functionName}${place}`;
}
