import type { Limit } from '../src/model/limit.ts';
import { limits } from '../src/model/limits.ts';

export function limitsPage(): string {
  const rows = Object.entries<Limit>(limits).map(
    ([name, { of, most, unit, why, answer, setting }]) =>
      `| ${name} | ${of} | ${most.toLocaleString('en')} ${unit} | ${setting === undefined ? '' : `\`${setting}\``} | ${answer} | ${why} |`,
  );
  return `# Limits

Generated from \`src/model/lengths.ts\` and \`src/model/quotas.ts\` by \`npm run docs\`. The configuration, every endpoint, the stores and the commands read these: what one of
them takes, none of the others refuses. Texts are measured after decoding, and before anything else is done with them.

| name | what | at most | setting | beyond it | why |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}
