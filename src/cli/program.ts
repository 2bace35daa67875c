import { Command, CommanderError } from 'commander';
import { version } from '../operations/version.ts';
import { adminCommand } from './admin.ts';
import { auditCommand } from './audit.ts';
import { checkCommand } from './check.ts';
import { clientsCommand } from './clients.ts';
import { devCommand } from './dev.ts';
import { doctorCommand } from './doctor.ts';
import { exitCodes, tellFailure } from './failure.ts';
import { hashCommand } from './hash.ts';
import { importCommand } from './import.ts';
import { initCommand } from './init.ts';
import { keysCommand } from './keys.ts';
import { migrateCommand } from './migrate.ts';
import { startCommand } from './start.ts';
import { usersCommand } from './users.ts';

/** The command and its sub-commands. */
export function createProgram(): Command {
  const program = new Command('mintmark')
    .description('OAuth 2.0 and OpenID Connect token server')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)');
  for (const add of [
    initCommand,
    devCommand,
    startCommand,
    checkCommand,
    doctorCommand,
    migrateCommand,
    keysCommand,
    usersCommand,
    clientsCommand,
    importCommand,
    auditCommand,
    adminCommand,
    hashCommand,
  ]) {
    add(program);
  }
  return program;
}

/** The whole command. Exit codes: 0 done or stopped cleanly, 1 failure while running, 2 bad arguments or configuration. */
export async function main(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    // Commander has printed what it has to say.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : exitCodes.badInput;
      // One key id in 64 does.
      if (error.code === 'commander.unknownOption') {
        process.stderr.write('(what begins with - and is no option stands after --)\n');
      }
    } else process.exitCode = tellFailure(error);
  }
}
