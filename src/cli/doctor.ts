import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { requireConfiguration } from './which-configuration.ts';

interface DoctorFlags {
  readonly config?: string;
  readonly url?: string;
  readonly dev: boolean;
  readonly json: boolean;
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'look at a configuration, its machine, its database and its server from outside, and tell what to mend',
    )
    .option('-c, --config <file>', 'configuration to look at; absent: the one in this folder')
    .option('--url <url>', 'where the server is from outside; absent: at its issuer', httpAddress)
    .option('--dev', 'by what `mintmark dev` needs, not `mintmark start`', false)
    .option('--json', 'print JSON', false)
    .action(doctor);
}

function httpAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError('It must be an http or https address.');
  }
  return text.endsWith('/') ? text.slice(0, -1) : text;
}

/** Milliseconds after which whatever has not answered is given up. */
const wholeMs = 60_000;

async function doctor(flags: DoctorFlags): Promise<void> {
  const config = requireConfiguration(flags.config);
  const [{ examine }, { exitCodesOf, readable, reportOf }, { worstOf }, { version }] = await Promise.all([
    import('./doctor/examine.ts'),
    import('./doctor/report.ts'),
    import('./doctor/finding.ts'),
    import('../operations/version.ts'),
  ]);
  const { within } = await import('./doctor/within.ts');
  const { patient, findings } = await within(
    wholeMs,
    patientOf(config, flags).then(async (patient) => ({ patient, findings: await examine(patient) })),
  );
  const { settings, url } = patient;
  const about = { version: version(), configuration: config, issuer: settings.issuer, url };
  const text = flags.json ? reportOf(findings, about) : readable(findings);
  await new Promise((resolve) => process.stdout.write(text, resolve));
  // A look-up of a name that nobody answers would keep the process for minutes.
  process.exit(exitCodesOf[worstOf(findings)]);
}

async function patientOf(config: string, flags: DoctorFlags) {
  const [{ loadOptions, lacksSecret }, { secretFileFor }, { resolveConfiguration }] = await Promise.all([
    import('./development-options.ts'),
    import('./dev-secret.ts'),
    import('../config/resolve-configuration.ts'),
  ]);
  const loaded = await loadOptions(config);
  const file = flags.dev && lacksSecret(loaded.secret) ? secretFileFor(loaded.storage, dirname(config)) : undefined;
  const secretFile = file !== undefined && existsSync(file) ? file : undefined;
  const secret = secretFile === undefined ? undefined : readFileSync(secretFile, 'utf8').trim();
  const options = flags.dev && lacksSecret(loaded.secret) ? { ...loaded, secret } : loaded;
  const settings = resolveConfiguration(options, { mode: flags.dev ? 'dev' : 'production', environment: process.env });
  return { config, options, settings, url: flags.url ?? settings.issuer, secretFile };
}
