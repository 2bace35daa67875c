import { type Command, InvalidArgumentError } from 'commander';
import { type AdminFlags, administering, withAdminFlags } from './administration/administering.ts';
import { printRows } from './offline.ts';
import { wholeNumber } from './options.ts';

interface AuditFlags extends AdminFlags {
  readonly since?: number;
  readonly until?: number;
  readonly type?: readonly string[];
  readonly subject?: string;
  readonly client?: string;
  readonly by?: string;
  readonly limit: number;
}

export function auditCommand(program: Command): void {
  withAdminFlags(
    program.command('audit').description('print what happened, newest first, as far as `admin.audit` keeps it'),
  )
    .option(
      '--since <instant>',
      'from then on: an ISO date with or without time, epoch seconds, or so long ago, such as 30m, 24h, 7d',
      instant,
    )
    .option('--until <instant>', 'until then', instant)
    .option('--type <type...>', 'only these, such as AdminChange')
    .option('--subject <id>', 'only what is about this user')
    .option('--client <id>', 'only what is about this client')
    .option('--by <id>', 'only what this administrator did')
    .option('--limit <n>', 'how many at the most', (text) => wholeNumber(text, 1, 100_000), 100)
    .action(audit);
}

async function audit(flags: AuditFlags): Promise<void> {
  const { since, until, type, subject, client, by, limit, json } = flags;
  const selection = { from: since, until, types: type, subject, client, by };
  const entries = await administering(flags, async (admin) => {
    const found = [];
    for (let after: string | undefined; found.length < limit; ) {
      const page = await admin.audit.list({ ...selection, after, limit: Math.min(200, limit - found.length) });
      found.push(...page.items);
      after = page.next;
      if (after === undefined) break;
    }
    return found;
  });
  printRows(
    json
      ? entries.map((entry) => ({ ...entry }))
      : entries.map(({ at, type: what, subject: about, clientId, by: who, facts }) => ({
          at: new Date(at * 1000).toISOString().slice(0, 19),
          type: what,
          subject: about,
          client: clientId,
          by: who,
          facts: JSON.stringify(facts),
        })),
    json,
  );
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function instant(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return Math.floor(Date.now() / 1000) - Number(count) * units[unit]!;
  if (/^\d{9,12}$/.test(text)) return Number(text);
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('It must be a date, epoch seconds, or so long ago, such as 24h.');
  return Math.floor(at / 1000);
}
