const isTerminal = process.stderr.isTTY === true;

/** One line that is written over while it runs; one after the other where there is no terminal. */
export function tell(text: string): void {
  if (isTerminal) process.stderr.write(`\r\x1b[2K${text}`);
  else process.stderr.write(`${text}\n`);
}

export function clear(): void {
  if (isTerminal) process.stderr.write('\r\x1b[2K');
}
