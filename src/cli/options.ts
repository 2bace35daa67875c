import { InvalidArgumentError } from 'commander';

export function portNumber(text: string): number {
  return wholeNumber(text, 0, 65_535);
}

export function workerCount(text: string): number {
  return wholeNumber(text, 1, 128);
}

export function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
}

export function logFormat(text: string): 'json' | 'pretty' {
  if (text === 'json' || text === 'pretty') return text;
  throw new InvalidArgumentError('It must be json or pretty.');
}
