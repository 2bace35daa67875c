import { type Plan, plans, type Requirement } from '../test/conformance/requirements.ts';

/** `docs/conformance.md`: every module by plan, and whether it is met. That what is called met has a test is checked by the tests. */
export function conformancePage(): string {
  const all = plans.flatMap(({ requirements }) => requirements);
  return `# Conformance

Generated from \`test/conformance/requirements/\` by \`npm run docs\`.

These are Mintmark's own tests, modelled on the modules of the OpenID Foundation's certification plans: the names are those of the
modules, so that a certification run can be compared line by line. **This is not a certification.** Mintmark is not certified.

A module that is met has a test over HTTP in \`test/conformance/\`; the tests fail if it has none, or if one marked as not met has one.
In every flow the checks of the first table ride along. Times are set on the server's clock, never waited for. The tests use http on the
loopback interface; that every address is https with an https issuer is proved for discovery alone. Clients that register themselves must use PKCE here, so that
modules which register one are run with it; the suite's own do not send it.

## Runs of the foundation's suite

The suite itself, version 5.2.4, on 2026-11-27, over TLS with the SQLite store, static clients:

| plan | passed | warning | review | skipped | failed |
|---|---|---|---|---|---|
${runs.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

Warnings: the ID token had \`idp\`, and \`sid\` for clients that are told of no sign-out. Failed: assertions with other audiences, request objects without \`nbf\` or older than
an hour, a client in ping mode that was told to slow down. All of that was mended since, and each of those modules is a test below; the suite has not been run
again. Skipped are modules about unsigned request objects; reviews want a person to look at a picture. One module failed since nobody rotated keys by hand.

## Mintmark's own tests

| plan | met | with warning | not met |
|---|---|---|---|
${plans.map(summary).join('\n')}

Together ${all.filter(isMet).length} of ${all.length} are met.

${plans.map(section).join('\n')}`;
}

/** As the suite counted. */
const runs: readonly (readonly [plan: string, ...counts: (number | string)[]])[] = [
  ['oidcc-config', 1, '', '', '', ''],
  ['oidcc-basic', 29, 1, 3, 2, ''],
  ['oidcc-hybrid', 75, 3, 9, 6, ''],
  ['oidcc-formpost-basic', 29, 1, 3, 2, ''],
  ['oidcc-implicit', 42, 2, 6, 4, ''],
  ['oidcc, all modules (private_key_jwt)', 29, 1, 4, 2, 1],
  ['oidcc-backchannel-rp-initiated-logout', 2, '', '', '', ''],
  ['oidcc-frontchannel-rp-initiated-logout', 2, '', '', '', ''],
  ['oidcc-rp-initiated-logout', 3, '', 7, '', ''],
  ['fapi2-security-profile-final', 51, 2, '', '', 3],
  ['fapi2-message-signing-final', 62, 2, '', '', 6],
  ['fapi-ciba-id1, poll', 33, '', '', '', ''],
  ['fapi-ciba-id1, ping', 31, 1, '', '', 8],
];

const isMet = ({ status }: Requirement) => status === undefined;

function summary({ title, requirements }: Plan): string {
  const met = requirements.filter(isMet);
  const warned = met.filter(({ warning }) => warning !== undefined);
  return `| ${title} | ${met.length - warned.length} | ${warned.length} | ${requirements.length - met.length} |`;
}

function section({ title, name, certification, requirements }: Plan): string {
  const tests = requirements.some(isMet) ? ` Tests: \`test/conformance/${name}.test.ts\`.` : '';
  return `## ${title}

\`${certification}\`.${tests}

| module | what it checks | level | status |
|---|---|---|---|
${requirements.map(row).join('\n')}
`;
}

const levels = { must: 'must', should: 'should', page: 'must, page shown' } as const;

function row({ id, behaviour, section: source, level, status, reason, warning }: Requirement): string {
  const met = warning === undefined ? 'met' : `met with warning: ${warning}`;
  return `| \`${id}\` | ${behaviour} (${source}) | ${levels[level]} | ${status === undefined ? met : `not met: ${reason}`} |`;
}
