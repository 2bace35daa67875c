/** In how many seconds to try again, as the answer's `Retry-After` says. */
export function retryAfterOf({
  headers,
}: {
  readonly headers?: Readonly<Record<string, string>> | undefined;
}): number | undefined {
  const seconds = Number(headers?.['retry-after']);
  return Number.isFinite(seconds) ? seconds : undefined;
}
