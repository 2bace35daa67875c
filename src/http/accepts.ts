/**
 * Whether a caller asked for a media type by its name, and not for JSON rather (RFC 9110 §12.5.1). Wildcards ask for nothing but JSON:
 * whoever takes anything gets what everybody understands.
 */
export function asksFor(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined) return false;
  let asked = 0;
  let json = 0;
  for (const entry of accept.split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    if (name === mediaType) asked = Math.max(asked, weight(parameters));
    else if (name === 'application/json') json = Math.max(json, weight(parameters));
  }
  return asked > 0 && asked >= json;
}

function weight(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const value = given === undefined ? 1 : Number(given.slice(2));
  return value >= 0 && value <= 1 ? value : 0;
}
