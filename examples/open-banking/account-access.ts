/** Sight of accounts (RFC 9396): the application says what for, the person says of which. */
import { authorizationDetailType } from 'mintmark';
import { z } from 'zod';

/** Accounts by their owner. Yours come from your own system. */
const accountsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alice: { DE02120300000000202051: 'Current account', DE89370400440532013000: 'Savings' },
};

const schema = z.strictObject({
  type: z.literal('account_information'),
  actions: z.array(z.enum(['list_accounts', 'read_balances'])).min(1),
  ibans: z.array(z.string()).optional(),
});

export function accountAccess(apiResource: string) {
  return authorizationDetailType({
    type: 'account_information',
    apiResources: [apiResource],
    schema,
    check: ({ ibans = [] }, { subjectId = '' }) =>
      ibans.every((iban) => accountsOf[subjectId]?.[iban] !== undefined)
        ? undefined
        : { errorDescription: 'That is no account of this person.' },
    words: ({ actions }, { subjectId }) => ({
      title: actions.includes('read_balances') ? 'See accounts and their balances' : 'See accounts',
      choices: Object.entries(accountsOf[subjectId] ?? {}).map(([iban, name]) => ({ value: iban, label: name })),
    }),
    choose: (detail, ibans) => (ibans.length === 0 ? undefined : { ...detail, ibans: [...ibans] }),
    mayGrant: (asked, granted) =>
      granted.ibans !== undefined && granted.actions.every((action) => asked.actions.includes(action)),
  });
}

/** Which accounts a token is for. */
export function ibansIn(details: unknown): readonly string[] {
  return (
    z
      .array(schema)
      .safeParse(details)
      .data?.flatMap(({ ibans = [] }) => ibans) ?? []
  );
}
