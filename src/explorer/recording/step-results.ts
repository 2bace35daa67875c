import type { TripRecord } from './trip-record.ts';
import type { Underway } from './underways.ts';

type Result = Readonly<Record<string, unknown>>;

/** What the result of a step says, by the name of its span: names of ours and counts, nothing that was sent and is secret. */
const readers: Readonly<Record<string, (result: Result, record: TripRecord) => string | undefined>> = {
  client({ client, method }, record) {
    record.clientId = idOf(client) ?? record.clientId;
    return textOf(method);
  },
  caller({ kind, name }, record) {
    record.clientId ??= textOf(name);
    return `${textOf(kind)} ${textOf(name)}`;
  },
  proof: ({ method }) => textOf(method),
  grant({ request }, record) {
    if (!isObject(request)) return undefined;
    const { grantType, extensionGrantType, subject, resources } = request;
    record.grantType = textOf(extensionGrantType) ?? textOf(grantType);
    if (isObject(subject)) record.subjectId = textOf(subject['subjectId']);
    const scopes = isObject(resources) ? resources['scopes'] : undefined;
    return Array.isArray(scopes) ? kept(scopes.join(' ')) : undefined;
  },
  generate: (response) => namesOf(response),
  token({ kind, clientId }) {
    return textOf(kind) === undefined ? undefined : `${textOf(kind)} of ${textOf(clientId)}`;
  },
  session: ({ subjectId }) => textOf(subjectId),
};

/** Of a step that found nothing. */
const absences: Readonly<Record<string, string>> = {
  proof: 'none',
  token: 'not valid',
  session: 'nobody is signed in',
};

/** Says what a step came to: on the step, and on its trip. */
export type ResultReader = (underway: Underway, result: unknown, record: TripRecord) => void;

/** @returns `undefined`: of such a step nothing is said. */
export function resultReader(step: string): ResultReader | undefined {
  const read = readers[step];
  if (read === undefined) return undefined;
  const absence = absences[step];
  return (underway, result, record) => {
    if (isObject(result)) underway.result = read(result, record);
    else if (result === undefined) underway.result = absence;
  };
}

function isObject(value: unknown): value is Result {
  return typeof value === 'object' && value !== null;
}

function idOf(client: unknown): string | undefined {
  return isObject(client) ? textOf(client['clientId']) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The members that a response has, never their values. */
function namesOf(response: Result): string {
  let names = '';
  for (const name in response) {
    if (response[name] === undefined || name === 'custom') continue;
    names += names === '' ? name : ` ${name}`;
  }
  const { custom } = response;
  if (isObject(custom)) for (const name in custom) names += ` custom.${name}`;
  return kept(names.slice(0, 500));
}

const known = new Map<string, string>();

/** The same text as before, where there was one: it stays, and another like it goes at once. */
function kept(text: string): string {
  const before = known.get(text);
  if (before === undefined && known.size < 1000) known.set(text, text);
  return before ?? text;
}
