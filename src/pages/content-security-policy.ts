export interface PolicySources {
  readonly formAction: readonly string[];
  readonly style: readonly string[];
  readonly frame: readonly string[];
  /** Scripts and requests of our own; for the quickstart only. */
  readonly scripts: boolean;
}

/** Nothing is allowed but what a page is known to need. */
export function contentSecurityPolicy(sources: PolicySources): string {
  const directives = [
    `default-src 'none'`,
    `style-src ${["'self'", ...sources.style].join(' ')}`,
    `img-src 'self' https: data:`,
    `form-action ${[...new Set(["'self'", ...sources.formAction])].join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ];
  if (sources.frame.length > 0) directives.push(`frame-src ${[...new Set(sources.frame)].join(' ')}`);
  if (sources.scripts) directives.push(`script-src 'self'`, `connect-src 'self'`);
  return directives.join('; ');
}

/**
 * The source expression for an address: its origin, or its scheme for installed applications and for what has no host expression
 * (IPv6). Nothing for what is no address: the browser then refuses it.
 */
export function sourceOf(uri: string): readonly string[] {
  if (!URL.canParse(uri)) return [];
  const { protocol, hostname, origin } = new URL(uri);
  const web = protocol === 'https:' || protocol === 'http:';
  // A host may have `;` and `,` in it, which would end the directive.
  return [web && /^[\w.-]+$/.test(hostname) ? origin : protocol];
}
