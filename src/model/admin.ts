/** The API at the admin port, as its tokens name it. */
export const adminAudience = 'urn:mintmark:admin';

/** `change` reads, too. */
export const adminScopes = { read: 'mintmark.read', change: 'mintmark.admin' } as const;

/** On the admin port. */
export const adminPaths = { api: '/admin/v1', openApi: '/admin/v1/openapi.json', console: '/' } as const;

/** How much is kept of what happens: nothing, changes by administrators, also what concerns safety, or everything. */
export const auditStores = ['off', 'changes', 'security', 'everything'] as const;

/** The admin port, beside where it listens. */
export interface AdminSettings {
  /** Its address as browsers and callers see it, without a slash at the end. */
  readonly url: string;
  /** Which users are administrators; absent: none, and there is no console. */
  readonly console?: ConsoleSettings | undefined;
  readonly explorer: boolean;
  readonly audit: {
    readonly store: (typeof auditStores)[number];
    /** Seconds. */
    readonly retention: number;
  };
}

/** Users by `sub`, or by what a claim about them is or holds. */
export interface ConsoleSettings {
  readonly subjects?: readonly string[] | undefined;
  readonly claim?: { readonly name: string; readonly value: string } | undefined;
}
