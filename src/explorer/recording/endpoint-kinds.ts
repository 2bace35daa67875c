/** How much the trips of an endpoint are worth: `quiet`, what programs fetch again and again; `none`, what is asked so often, or is so much of the explorer itself, that its trips would be in the way. */
export type EndpointKind = 'lost' | 'quiet' | 'answered' | 'none';

const none: readonly string[] = ['/health/', '/assets/', '/quickstart'];
const quiet: readonly string[] = ['/.well-known/', '/docs/', '/logos'];
const known = new Map<string, EndpointKind>();

/** @param endpoint the path of a route; there are only so many. */
export function kindOf(endpoint: string): EndpointKind {
  const found = known.get(endpoint);
  if (found !== undefined) return found;
  const startsWith = (prefixes: readonly string[]) => prefixes.some((prefix) => endpoint.startsWith(prefix));
  let kind: EndpointKind = 'answered';
  if (endpoint === 'other') kind = 'lost';
  else if (endpoint === '/' || startsWith(none)) kind = 'none';
  else if (startsWith(quiet)) kind = 'quiet';
  known.set(endpoint, kind);
  return kind;
}
