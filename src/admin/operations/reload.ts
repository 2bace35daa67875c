import { z } from 'zod';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { GroundServices } from '../../wiring/ground-services.ts';
import { operation } from '../operation.ts';
import { AdminProblem } from '../problem.ts';
import { recordChange } from '../record-change.ts';

const outcome = z.object({
  changed: z
    .array(z.string())
    .describe('Members of the configuration that are others now, as far as they are no code.'),
  warnings: z.array(z.string()).describe('What works but should not stay so.'),
});

export function reloadOperation({
  reload,
  events,
  issuer,
}: Pick<GroundServices, 'reload' | 'events' | 'issuer'>): AdminOperation {
  return operation({
    id: 'reloadConfiguration',
    method: 'POST',
    path: '/reload',
    access: 'change',
    tag: 'Server',
    summary: 'Read the configuration anew',
    description:
      'As SIGHUP does: it is checked whole first, then takes the place of the one in use, or is refused. Of several workers all are replaced before the answer comes.',
    status: 200,
    result: outcome,
    problems: ['configuration-refused', 'not-possible'],
    async handle(_input, caller) {
      if (reload === undefined) {
        throw new AdminProblem('not-possible', {
          detail: 'The program that runs this server gave it its configuration: only that can give it another one.',
        });
      }
      const done = await reload().catch((thrown: unknown) => {
        if (!(thrown instanceof ConfigurationError)) throw thrown;
        throw new AdminProblem('configuration-refused', { errors: thrown.problems, cause: thrown });
      });
      const { changed, warnings } = done;
      recordChange(
        events,
        caller,
        'configuration.reload',
        { kind: 'configuration', id: issuer },
        { after: { changed } },
      );
      return { body: { changed, warnings } };
    },
  });
}
