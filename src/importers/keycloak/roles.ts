import type { Source } from '../source.ts';

/** Roles of the realm and of its clients. */
export interface RoleNames {
  readonly realm: readonly string[];
  readonly clients: ReadonlyMap<string, readonly string[]>;
}

interface Group {
  readonly path: string;
  readonly roles: readonly string[];
}

/** A role by one text: a NUL cannot stand in a name. */
const keyOf = (name: string, clientId = '') => `${clientId}\0${name}`;

/** Which roles contain which, and which a group gives. */
export class Roles {
  readonly #contained = new Map<string, readonly string[]>();
  readonly #groups = new Map<string, Group>();

  constructor(roles: Source, groups: Source) {
    const members = roles.members();
    for (const role of members.take('realm').list()) this.#readRole(role, '');
    for (const [clientId, list] of members.take('client').members().all()) {
      for (const role of list.list()) this.#readRole(role, clientId);
    }
    // A queue, since groups of groups may go deep.
    const waiting = groups.list().map((group) => ({ group, above: '', roles: [] as readonly string[] }));
    for (const { group, above, roles: inherited } of waiting) {
      const of = group.members();
      const path = of.take('path').text() ?? `${above}/${of.take('name').text() ?? ''}`;
      const all = [...inherited, ...namedRoles(of.take('realmRoles'), of.take('clientRoles'))];
      this.#groups.set(path, { path, roles: all });
      for (const inner of of.take('subGroups').list()) waiting.push({ group: inner, above: path, roles: all });
    }
  }

  /** All roles of somebody: those given, by groups, and those that these contain. In order of the alphabet. */
  of(realmRoles: Source, clientRoles: Source, groups: readonly string[]): RoleNames {
    const waiting = [
      ...namedRoles(realmRoles, clientRoles),
      ...groups.flatMap((path) => this.#groups.get(path)?.roles ?? []),
    ];
    const found = new Set(waiting);
    for (const key of found) for (const inner of this.#contained.get(key) ?? []) found.add(inner);
    const realm: string[] = [];
    const clients = new Map<string, string[]>();
    for (const key of [...found].sort()) {
      const [clientId = '', name = ''] = key.split('\0');
      if (clientId === '') realm.push(name);
      else clients.set(clientId, [...(clients.get(clientId) ?? []), name]);
    }
    return { realm, clients };
  }

  #readRole(role: Source, clientId: string): void {
    const members = role.members();
    const name = members.take('name').text();
    const composites = members.take('composites').members();
    const inner = namedRoles(composites.take('realm'), composites.take('client'));
    if (name !== undefined && inner.length > 0) this.#contained.set(keyOf(name, clientId), inner);
  }
}

function namedRoles(realm: Source, clients: Source): readonly string[] {
  const ofClients = clients
    .members()
    .all()
    .flatMap(([clientId, list]) => list.texts().map((name) => keyOf(name, clientId)));
  return [...realm.texts().map((name) => keyOf(name)), ...ofClients];
}
