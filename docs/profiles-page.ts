import { profiles } from '../src/config/profiles.ts';

const introductions: Readonly<Record<keyof typeof profiles, string>> = {
  fapi2Security: 'FAPI 2.0 Security Profile (final): APIs whose loss would hurt.',
  fapi2MessageSigning: 'FAPI 2.0 Message Signing (final): the same, with proof of who said what.',
  fapiCiba: 'FAPI-CIBA: sign-in on another device, for the same APIs.',
};

/** Every profile, rule by rule. */
export function profilesPage(): string {
  const parts = Object.entries(profiles).map(([name, all]) => {
    const isBase = name === 'fapi2Security';
    const rules = all.filter((rule) => isBase || !profiles.fapi2Security.includes(rule));
    const rest =
      rules.length < all.length ? `\nAnd of those above: ${all.length - rules.length} rules, word by word.\n` : '';
    const rows = rules.map(({ rule, section, settings, defaults, contradictions, enforced }) => {
      const made = Object.entries(settings ?? {}).map(([member, value]) => `\`${member}: ${JSON.stringify(value)}\``);
      const how = [
        ...made,
        ...(defaults === undefined ? [] : ['settings of the client']),
        ...(contradictions === undefined ? [] : ['a check at the start']),
        ...(enforced === undefined ? [] : [enforced]),
      ];
      return `| ${rule} | ${section} | ${how.join('; ')} |`;
    });
    return `## ${name}

${introductions[name as keyof typeof profiles]}
${rest}
| rule | from | how |
|---|---|---|
${rows.join('\n')}
`;
  });
  return `# Profiles

Generated from \`src/config/profiles.ts\` by \`npm run docs\`.

    profile: 'fapi2Security'

on a client, or on the server for all clients, switches on every rule of that profile. Settings that a client does not mention are made to fit; one that it
mentions and that contradicts is refused at the start, with its path and the section. \`mintmark check\` tells the same. A stored client that does not
fit the server's profile is refused like a disabled one, with a line in the log.

[\`examples/open-banking\`](../examples/open-banking) is a bank, its API and an application under \`fapi2MessageSigning\`.

${parts.join('\n')}`;
}
