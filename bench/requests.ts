const basic = (clientId: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`;

/** A form request with Basic authentication, whole. */
export function formRequest(path: string, form: Readonly<Record<string, string>>, clientId = 'client'): string {
  const body = new URLSearchParams(form).toString();
  return [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: ${basic(clientId, 'secret')}`,
    'content-type: application/x-www-form-urlencoded',
    'accept: application/json',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

export function getRequest(path: string): string {
  return `GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n`;
}

/** What comes before and after a value in a form request; every value must be as long as `sample`. */
export function around(
  path: string,
  form: Readonly<Record<string, string>>,
  name: string,
  sample: string,
  clientId?: string,
) {
  const mark = '~'.repeat(sample.length);
  const request = formRequest(path, { ...form, [name]: mark }, clientId).replace(
    /content-length: \d+/,
    () => `content-length: ${new URLSearchParams({ ...form, [name]: sample }).toString().length}`,
  );
  const [head, tail] = request.split(encodeURIComponent(mark).replaceAll('~', '%7E')) as [string, string];
  return { head, tail };
}
