import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Logger } from '../operations/log.ts';
import type { Reload } from '../operations/reload.ts';

/** Reads the configuration anew, and writes to the log what became of it. Never rejects; resolves to whether it is in use. */
export async function reloadAndTell(reload: Reload, log: Logger): Promise<boolean> {
  try {
    const { changed, warnings } = await reload();
    for (const warning of warnings) log.warn(warning);
    log.info('the configuration was read anew', { changed });
    return true;
  } catch (error) {
    tellRefusal(error, log);
    return false;
  }
}

function tellRefusal(error: unknown, log: Logger): void {
  const message = 'the new configuration was refused: the one in use stays';
  if (error instanceof ConfigurationError) {
    const problems = error.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    log.error(message, { problems });
  } else log.error(message, { cause: error });
}
