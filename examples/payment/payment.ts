/** A payment, as shops ask for it and people agree to it: to whom, how much, from which of their accounts. */
import { authorizationDetailType } from 'mintmark';
import { z } from 'zod';

export const payments = 'http://localhost:9401/payments';

/** Accounts by their owner. Yours come from your own system. */
const accountsOf: Readonly<Record<string, readonly string[]>> = {
  alice: ['DE02120300000000202051', 'DE89370400440532013000'],
};

const schema = z.strictObject({
  type: z.literal('payment'),
  instructedAmount: z.strictObject({ currency: z.literal('EUR'), amount: z.string().regex(/^[1-9]\d{0,5}\.\d\d$/) }),
  creditorName: z.string().min(1).max(70),
  creditorAccount: z.strictObject({ iban: z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/) }),
  /** From where: the person chooses it. */
  debtorAccount: z.strictObject({ iban: z.string() }).optional(),
});

/** @param apiResource the API that makes payments: it alone is told. */
export function payment(apiResource: string = payments) {
  return authorizationDetailType({
    type: 'payment',
    apiResources: [apiResource],
    schema,
    check({ debtorAccount }, { subjectId }) {
      if (debtorAccount === undefined || subjectId === undefined) return undefined;
      return accountsOf[subjectId]?.includes(debtorAccount.iban) === true
        ? undefined
        : { errorDescription: 'That is no account of this person.' };
    },
    words({ instructedAmount: { amount, currency }, creditorName, creditorAccount }, { language, subjectId }) {
      const german = language === 'de';
      const shown = german ? amount.replace('.', ',') : amount;
      return {
        title: german
          ? `${shown} ${currency} an ${creditorName} zahlen`
          : `Pay ${shown} ${currency} to ${creditorName}`,
        lines: [{ name: german ? 'Auf das Konto' : 'Into the account', value: creditorAccount.iban }],
        choices: (accountsOf[subjectId] ?? []).map((iban, index) => ({
          value: iban,
          label: `${german ? 'von' : 'from'} ${iban}`,
          checked: index === 0,
        })),
        single: true,
      };
    },
    choose: (detail, [iban]) => (iban === undefined ? undefined : { ...detail, debtorAccount: { iban } }),
    mayGrant({ debtorAccount, ...asked }, { debtorAccount: chosen, ...granted }) {
      const isTheSame = JSON.stringify(asked) === JSON.stringify(granted);
      return isTheSame && chosen !== undefined && (debtorAccount === undefined || debtorAccount.iban === chosen.iban);
    },
  });
}

/** What the API does: it reads what was granted, with the same schema. */
export function paymentsIn(details: unknown): readonly z.output<typeof schema>[] {
  return z.array(schema).safeParse(details).data ?? [];
}
