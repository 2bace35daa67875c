import { type Plan, plans, type Requirement } from '../test/conformance/requirements.ts';

/** `docs/conformance.md`: every module by plan, and whether it is met. That what is called met has a test is checked by the tests. */
export function conformancePage(): string {
  const all = plans.flatMap(({ requirements }) => requirements);
  return `# Conformance

Generated from \`test/conformance/requirements/\` by \`npm run docs\`.

These are Mintmark's own tests, modelled on the modules of the OpenID Foundation's certification plans: the names are those of the
modules, so that a certification run can be compared line by line. **This is not a certification, nor a run of the foundation's suite.**
Mintmark is not certified.

A module that is met has a test over HTTP in \`test/conformance/\`; the tests fail if it has none, or if one marked as not met has one.
In every flow the checks of the first table ride along. Times are set on the server's clock, never waited for. The tests use http on the
loopback interface; that every address is https with an https issuer is proved for discovery alone.

| plan | met | with warning | not met |
|---|---|---|---|
${plans.map(summary).join('\n')}

Together ${all.filter(isMet).length} of ${all.length} are met.

${plans.map(section).join('\n')}`;
}

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
