import type { TripRecord, Underway } from './trip-record.ts';

type Result = Readonly<Record<string, unknown>>;

/** What the result of a step says, by the name of its span: names of ours and counts, nothing that was sent and is secret. */
const readers: Readonly<Record<string, (result: Result, record: TripRecord) => string | undefined>> = {
  client({ client, method }, record) {
    record.clientId = idOf(client) ?? record.clientId;
    return method === undefined ? record.clientId : `${record.clientId}, ${textOf(method)}`;
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
    return Array.isArray(scopes) ? scopes.join(' ') : undefined;
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

/** Notes what a step came to: on the step, and on its trip. */
export function noteResult(underway: Underway, result: unknown, record: TripRecord): void {
  const { name } = underway;
  if (isObject(result)) underway.result = readers[name]?.(result, record);
  else if (result === undefined) underway.result = absences[name];
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
  return names.slice(0, 500);
}
