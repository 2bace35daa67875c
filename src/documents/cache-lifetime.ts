export interface CacheBounds {
  readonly minimumCacheSeconds: number;
  readonly maximumCacheSeconds: number;
}

/**
 * For how many seconds a document stays good (RFC 9111 §4.2.1 for a shared cache), within the operator's bounds. One that says nothing of it, or
 * forbids it, is kept for the least time: otherwise every request would fetch it.
 *
 * @param header of the response, by lower-case name.
 */
export function cacheLifetime(header: (name: string) => string | undefined, bounds: CacheBounds): number {
  const { minimumCacheSeconds, maximumCacheSeconds } = bounds;
  return Math.min(Math.max(stated(header), minimumCacheSeconds), maximumCacheSeconds);
}

function stated(header: (name: string) => string | undefined): number {
  const directives = new Map(
    (header('cache-control') ?? '')
      .toLowerCase()
      .split(',')
      .map((directive) => {
        const [name = '', value = ''] = directive.trim().split('=', 2);
        return [name, value.replace(/^"|"$/g, '')] as const;
      }),
  );
  if (['no-store', 'no-cache', 'private'].some((name) => directives.has(name))) return 0;
  const age = seconds(header('age')) ?? 0;
  const lifetime = seconds(directives.get('s-maxage')) ?? seconds(directives.get('max-age'));
  if (lifetime !== undefined) return lifetime - age;
  const [expires, date] = [header('expires'), header('date')].map((text) => Date.parse(text ?? ''));
  // RFC 9111 §5.3: what is no date is in the past.
  return Number.isNaN(expires) || Number.isNaN(date) ? 0 : (expires! - date!) / 1000 - age;
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
