/** Names that speak of a secret, whatever their spelling: `client_secret`, `clientSecret`, `refresh_token`, `Set-Cookie` … */
const secretName =
  /(?:(?:secret|password|passwd|token|assertion|cookie|credential|handle)s?|authorization|verifier|(?:^|[_-])code|Code|private_?key|salt|proof|^code|password_?hash|auth_?req_?id|authenticationRequestId|request_?uri|token_?hint)$/i;
/** Names that only look like it. */
const harmless: ReadonlySet<string> = new Set([
  'statuscode',
  'status_code',
  'errorcode',
  'error_code',
  'exitcode',
  'authorization_code',
]);

const placeholder = '[redacted]';
const deepest = 6;

/**
 * A copy in which no value of a secret's name is left. Errors become their name, message and stack. What has a `lastFour`
 * ending is shown: `tokenLastFour`.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth > deepest) return '[too deep]';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value instanceof Date) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    copy[name] = isSecretName(name) && holdsText(member) ? placeholder : redact(member, depth + 1);
  }
  return copy;
}

export function isSecretName(name: string): boolean {
  return secretName.test(name) && !harmless.has(name.toLowerCase());
}

/** Enough of a token to find it in two logs, not to use it: `…a1B2`. Short ones are not shown at all. */
export function lastFour(token: string): string {
  return token.length < 16 ? '…' : `…${token.slice(-4)}`;
}

function holdsText(member: unknown): boolean {
  if (typeof member === 'string') return !/^….{0,4}$/.test(member); // what `lastFour` left
  return member !== null && member !== undefined && typeof member !== 'boolean' && typeof member !== 'number';
}

function describeError(error: Error, depth: number): Readonly<Record<string, unknown>> {
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
