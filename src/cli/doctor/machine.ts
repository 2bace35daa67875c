import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Finding } from './finding.ts';
import { findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { isLiteralSecret } from './secret-source.ts';

const { ok, note, warning, error } = findingsAbout('machine');

/** Versions of Node with long-term support, and the last day of each (nodejs.org/about/previous-releases). */
const endOfLife: Readonly<Record<number, string>> = { 22: '2027-04-30', 24: '2028-04-30', 26: '2029-04-30' };
const newestKnown = 26;

export function checkMachine(patient: Patient): readonly Finding[] {
  return [
    nodeFinding(process.version, Date.now()),
    ...fileFindings(patient),
    ...(patient.settings.storage.kind === 'sqlite' ? spaceFindings(patient.settings.storage.path) : []),
  ];
}

export function nodeFinding(version: string, nowMs: number): Finding {
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  const cure = `install Node ${newestKnown}, the present long-term version`;
  const until = endOfLife[major];
  if (until !== undefined && Date.parse(until) < nowMs) {
    return warning(`Node ${version} gets no security fixes since ${until}`, cure);
  }
  if (until === undefined && major < newestKnown) {
    return warning(`Node ${version} is no version with long-term support`, cure);
  }
  return ok(`Node ${version}${until === undefined ? '' : `, maintained until ${until}`}`);
}

/** A file that is nobody else's business, and the setting that names it. */
interface PrivateFile {
  readonly path: string;
  readonly what: string;
  readonly setting: string;
}

function fileFindings(patient: Patient): readonly Finding[] {
  if (process.platform === 'win32') return [note('file permissions are not looked at on Windows')];
  const { settings, secretFile, config } = patient;
  const files: PrivateFile[] = [];
  if (secretFile !== undefined) files.push({ path: secretFile, what: 'the master secret', setting: 'secret' });
  if (isLiteralSecret(patient)) files.push({ path: config, what: 'the master secret', setting: 'secret' });
  if (settings.storage.kind === 'sqlite') {
    const { path } = settings.storage;
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      files.push({ path: file, what: 'the database', setting: 'storage.path' });
    }
  }
  if (settings.listen.tls !== undefined) {
    files.push({ path: settings.listen.tls.key, what: 'the private key of TLS', setting: 'listen.tls.key' });
  }
  const there = files.filter(({ path }) => existsSync(path));
  const wrong = there.flatMap((file) => permissionFindings(file));
  return wrong.length > 0 || there.length === 0
    ? wrong
    : [
        ok(
          `${there.length === 1 ? 'the private file is' : `the ${there.length} private files are`} readable by the owner alone`,
        ),
      ];
}

function permissionFindings({ path, what, setting }: PrivateFile): readonly Finding[] {
  const { mode } = statSync(path);
  const shown = `${path} (${what}, mode ${(mode & 0o777).toString(8).padStart(4, '0')})`;
  const cure = `chmod 600 ${path}`;
  if ((mode & 0o002) !== 0) return [error(`${shown} may be changed by every user of this machine`, cure, setting)];
  if ((mode & 0o004) !== 0) return [error(`${shown} may be read by every user of this machine`, cure, setting)];
  // Groups are how certificates are commonly shared with a server.
  if ((mode & 0o020) !== 0)
    return [warning(`${shown} may be changed by its group`, `chmod 640 ${path}, or 600`, setting)];
  const folder = statSync(dirname(resolve(path))).mode;
  return (folder & 0o002) !== 0 && (folder & 0o1000) === 0
    ? [
        error(
          `the folder of ${shown} may be changed by every user of this machine`,
          `chmod o-w ${dirname(resolve(path))}`,
          setting,
        ),
      ]
    : [];
}

const megabyte = 1_048_576;

function spaceFindings(path: string): readonly Finding[] {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) return [];
  const { bavail, blocks, bsize } = statfsSync(folder);
  return [spaceFinding(folder, (bavail * bsize) / megabyte, (blocks * bsize) / megabyte)];
}

/** A write-ahead log alone takes 64 MB. */
export function spaceFinding(folder: string, freeMegabytes: number, allMegabytes: number): Finding {
  const free = `${Math.floor(freeMegabytes)} MB of the disk at ${folder} are free`;
  const cure = 'make room, or move the database to another disk: writes fail once it is full';
  if (freeMegabytes < 200) return error(free, cure, 'storage.path');
  if (freeMegabytes < 1024 || freeMegabytes < allMegabytes / 50) return warning(free, cure, 'storage.path');
  return ok(free);
}
