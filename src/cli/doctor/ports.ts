import { isLoopbackHost } from '../../keys/public-address.ts';
import { adminPaths } from '../../model/admin.ts';
import { paths } from '../../model/endpoint-paths.ts';
import { ask } from './ask.ts';
import { type Finding, findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { reasonOf } from './within.ts';

const { ok, note, error } = findingsAbout('ports');

/** What listens here, and whether what is for operators can be reached by the public address. */
export async function checkPorts(patient: Patient): Promise<readonly Finding[]> {
  const all = await Promise.all([localFindings(patient), adminPortFindings(patient), publishedFindings(patient)]);
  return all.flat();
}

async function localFindings({ settings }: Patient): Promise<readonly Finding[]> {
  const { host, port, tls, adminPort } = settings.listen;
  if (port === 0) return [];
  const near = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const findings: Finding[] = [];
  try {
    const base = new URL(settings.issuer).pathname.replace(/\/$/, '');
    const { status } = await ask(`${tls === undefined ? 'http' : 'https'}://${near}:${port}${base}${paths.ready}`);
    findings.push(
      status === 200
        ? ok(`the server on ${near}:${port} is ready`, 'listen.port')
        : error(
            `what listens on ${near}:${port} answers ${status} and is not ready`,
            'look at its log; is it this server?',
            'listen.port',
          ),
    );
  } catch (reason) {
    findings.push(note(`nothing answers on ${near}:${port} of this machine: ${reasonOf(reason)}`, 'listen.port'));
    return findings;
  }
  if (adminPort !== undefined && adminPort !== 0) {
    const answers = await answersAsAdmin(`http://${near}:${adminPort}`);
    findings.push(
      answers
        ? ok(`the admin port ${adminPort} answers here`, 'listen.adminPort')
        : note(`the admin port ${adminPort} does not answer here`, 'listen.adminPort'),
    );
  }
  return findings;
}

async function adminPortFindings({ settings, url }: Patient): Promise<readonly Finding[]> {
  const { adminPort } = settings.listen;
  const { hostname } = new URL(url);
  if (adminPort === undefined || adminPort === 0 || isLoopbackHost(hostname)) return [];
  if (!(await answersAsAdmin(`http://${hostname}:${adminPort}`))) {
    return [ok(`the admin port is not reached by ${hostname}`, 'listen.adminPort')];
  }
  return [
    error(
      `the admin port ${adminPort} is reached by the public name ${hostname}: metrics and the admin API are open to whoever comes`,
      'let it listen on an address inside (listen.host), or close the port in the firewall',
      'listen.adminPort',
    ),
  ];
}

/** A proxy that leads to the wrong port. */
async function publishedFindings({ url }: Patient): Promise<readonly Finding[]> {
  const shows = (path: string, mark: string) =>
    ask(url + path).then(
      ({ status, body }) => status === 200 && body.includes(mark),
      () => false,
    );
  const shown = await Promise.all(
    forOperators.map(async ([path, mark, what]) => ((await shows(path, mark)) ? [`${url}${path} shows ${what}`] : [])),
  );
  const cure = 'let the proxy lead to listen.port, not to listen.adminPort';
  return shown.flat().map((what) => error(`${what} to the public`, cure, 'listen.adminPort'));
}

/** What stands at the admin port, and how it is told from other pages. */
const forOperators = [
  [paths.metrics, '# HELP', 'the metrics'],
  [adminPaths.openApi, '"openapi"', 'the admin API'],
] as const;

function answersAsAdmin(base: string): Promise<boolean> {
  return ask(base + paths.metrics).then(
    ({ status, body }) => status === 200 && body.includes('# HELP'),
    () => false,
  );
}
