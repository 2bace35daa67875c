import { ProblemList } from '../../config/problem-list.ts';
import { ImportError } from '../import-error.ts';
import type { Imported, ImportedClient } from '../imported.ts';
import { parseImportJson } from '../parse-json.ts';
import { ImportReport } from '../report.ts';
import { ResourcesDraft } from '../resources-draft.ts';
import { type Members, Source } from '../source.ts';
import { readClient } from './client.ts';
import { readApiResource, readIdentityResource, readScope } from './resources.ts';

const lists = ['IdentityResources', 'ApiScopes', 'ApiResources', 'Clients'] as const;

/**
 * Reads the configuration of Duende IdentityServer as it stands in `appsettings.json`: `Clients`, `ApiScopes`, `ApiResources` and
 * `IdentityResources`, at the top or in a section `IdentityServer`. Names in any letter case, with comments.
 *
 * @throws {ImportError} with every place where the file is not what it should be.
 */
export function importIdentityServer(text: string): Imported {
  const problems = new ProblemList();
  const root = new Source(parseImportJson(text, { comments: true }), [], { problems, isDotNet: true });
  const report = new ImportReport();
  const section = sectionOf(root);
  const resources = new ResourcesDraft(report);
  for (const entry of section.take('IdentityResources').list()) readIdentityResource(entry, resources, report);
  for (const entry of section.take('ApiScopes').list()) readScope(entry, resources, report);
  for (const entry of section.take('ApiResources').list()) readApiResource(entry, resources, report);
  const clients = section
    .take('Clients')
    .list()
    .flatMap((entry): readonly ImportedClient[] => readClient(entry, resources, report));
  for (const member of section.rest()) report.add('left', member.path, 'has no counterpart');
  if (problems.problems.length > 0) throw new ImportError(problems.problems);
  return { clients, users: [], resources: resources.resources, report };
}

function sectionOf(root: Source): Members {
  const members = root.members();
  const inner = members.take('IdentityServer');
  const section = inner.isObject ? inner.members() : root.members();
  if (!inner.isObject) section.ignore('$schema');
  if (lists.every((name) => section.take(name).isAbsent)) {
    root.refuse(`has none of ${lists.join(', ')}, nor a section IdentityServer with them`);
  }
  return section;
}
