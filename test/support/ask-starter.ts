import { inject } from 'vitest';

/** Asks the test run's `global-setup.ts` for something that all its workers share. */
export async function askStarter(path: '/postgres' | '/chromium'): Promise<string> {
  const response = await fetch(inject('starter') + path);
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}
