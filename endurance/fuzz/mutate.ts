import type { Seed } from './seeds.ts';

/** What parsers stumble over. */
const odd = [
  '',
  ' ',
  '\0',
  '%00',
  '%',
  '%zz',
  '%C3%28',
  '\u{FEFF}',
  'a\u0301'.repeat(200),
  '\uD800',
  'ＡＢＣ',
  '\u202Eevil',
  '../../../etc/passwd',
  '"\'<>&;--',
  '{{}}',
  '-1',
  '0',
  '1e309',
  'NaN',
  '9'.repeat(400),
  '9007199254740993',
  'true',
  'null',
  '[]',
  '{}',
  '{"a":'.repeat(200),
  '[['.repeat(500),
  '{"__proto__":{"x":1},"constructor":{"prototype":1}}',
  '__proto__',
  'constructor',
  'toString',
  'a.b.c',
  '..',
  'eyJhbGciOiJub25lIn0.e30.',
  'eyJhbGciOiJFUzI1NiJ9.bnVsbA.AAAA',
  'eyJhbGciOiJFUzI1NiIsImNyaXQiOlsiYjY0Il19.W10.AAAA',
  `${'A'.repeat(2000)}.${'B'.repeat(2000)}.${'C'.repeat(2000)}`,
  'https://[::1/',
  'http://169.254.169.254/',
  'javascript:alert(1)',
  'urn:',
  '\r\nX-Injected: 1',
  'x'.repeat(9000),
  'x'.repeat(60_000),
  'ü'.repeat(3000),
  '😀'.repeat(2000),
];

type Random = () => number;
const pick = <Item>(random: Random, list: readonly Item[]): Item => list[Math.floor(random() * list.length)]!;
const headerNames = [
  'authorization',
  'dpop',
  'content-type',
  'content-length',
  'accept',
  'cookie',
  'origin',
  'host',
  'if-none-match',
  'if-match',
  'accept-language',
  'content-encoding',
  'transfer-encoding',
  'x-forwarded-for',
  'client-cert',
  'expect',
  'range',
  'access-control-request-method',
  'upgrade',
  'connection',
  'forwarded',
];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'get', 'PROPFIND', 'X'];

/** A value made worse: another one, or itself with a few changes. */
function worse(random: Random, value: string): string {
  const chance = random();
  if (chance < 0.45) return pick(random, odd);
  const at = Math.floor(random() * (value.length + 1));
  if (chance < 0.6) return value.slice(0, at) + pick(random, odd) + value.slice(at);
  if (chance < 0.75) return value.slice(0, at);
  if (chance < 0.85) return value + value;
  return value.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x2ff)) + value.slice(at + 1);
}

/** The same for something in JSON, anywhere in it. */
function worseJson(random: Random, value: unknown): unknown {
  const chance = random();
  if (chance < 0.25 || typeof value !== 'object' || value === null) {
    return pick<unknown>(random, [
      null,
      true,
      0,
      -1,
      1e308,
      '',
      [],
      {},
      [null],
      { a: { b: 1 } },
      ...odd,
      typeof value === 'string' ? worse(random, value) : value,
    ]);
  }
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    return [...value.slice(0, at), worseJson(random, value[at] ?? null), ...value.slice(at + 1)];
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || chance < 0.4)
    return Object.fromEntries([...entries, [pick(random, odd), worseJson(random, null)]]);
  const [name] = pick(random, entries);
  return Object.fromEntries(entries.map(([key, member]) => [key, key === name ? worseJson(random, member) : member]));
}

function encode(random: Random, text: string): string {
  if (random() < 0.1) return text.replace(/[\r\n\0 ]/g, '');
  try {
    return encodeURIComponent(text);
  } catch {
    // A lone surrogate.
    return '%ED%A0%80';
  }
}

/** The request of a seed with one to four things made worse, as bytes. */
export function mutated(random: Random, seed: Seed, others: readonly Seed[]): Buffer {
  let { method, path, json } = seed;
  let parameters = [...seed.parameters];
  const headers = new Map(Object.entries(seed.headers));
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change += 1) {
    const chance = random();
    const at = Math.floor(random() * parameters.length);
    const [name, value] = parameters[at] ?? ['x', ''];
    if (chance < 0.4 && json === undefined) parameters[at] = [name, worse(random, value)];
    else if (chance < 0.45) parameters.push([name, pick(random, odd)]);
    else if (chance < 0.5) parameters.splice(at, 1);
    else if (chance < 0.6) parameters = [...parameters, ...pick(random, others).parameters];
    else if (chance < 0.65) parameters[at] = [worse(random, name), value];
    else if (chance < 0.75 || json !== undefined) json = json === undefined ? json : worseJson(random, json);
    if (chance >= 0.75 && chance < 0.9) {
      const header = random() < 0.5 && headers.size > 0 ? pick(random, [...headers.keys()]) : pick(random, headerNames);
      headers.set(header, worse(random, headers.get(header) ?? ''));
    } else if (chance >= 0.9 && chance < 0.94) method = pick(random, methods);
    else if (chance >= 0.94)
      path =
        path.slice(0, Math.floor(random() * path.length)) + encodeURI(worse(random, '').toWellFormed()).slice(0, 200);
  }
  return messageOf({ method, path, headers, parameters, json }, random);
}

function messageOf(
  {
    method,
    path,
    headers,
    parameters,
    json,
  }: {
    readonly method: string;
    readonly path: string;
    readonly headers: Map<string, string>;
    readonly parameters: readonly (readonly [string, string])[];
    readonly json: unknown;
  },
  random: Random,
): Buffer {
  const encoded = parameters.map(([name, value]) => `${encode(random, name)}=${encode(random, value)}`).join('&');
  const hasBody = json !== undefined || (method !== 'GET' && method !== 'HEAD');
  const body = Buffer.from(hasBody ? (json === undefined ? encoded : JSON.stringify(json)) : '');
  const target = hasBody || encoded === '' ? path : `${path}?${encoded}`;
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const lines = new Map([
    ['host', 'localhost'],
    ...(hasBody
      ? ([
          ['content-type', type],
          ['content-length', String(body.length)],
        ] as const)
      : []),
    ...headers,
  ]);
  const text = [
    `${method} ${target.slice(0, 12_000)} HTTP/1.1`,
    ...[...lines].map(([name, value]) => `${name}: ${value.slice(0, 12_000).replace(/[\r\n]/g, '')}`),
  ];
  return Buffer.concat([Buffer.from(`${text.join('\r\n')}\r\n\r\n`), body]);
}

/** Bytes of a message changed anywhere, without any regard to what they mean. */
export function scrambled(random: Random, message: Buffer): Buffer {
  const bytes = [...message.subarray(0, 4000)];
  const changes = 1 + Math.floor(random() * 8);
  for (let change = 0; change < changes; change += 1) {
    const at = Math.floor(random() * bytes.length);
    const chance = random();
    if (chance < 0.4) bytes[at] = Math.floor(random() * 256);
    else if (chance < 0.6) bytes.splice(at, 1 + Math.floor(random() * 20));
    else if (chance < 0.8)
      bytes.splice(at, 0, ...Array.from({ length: 1 + Math.floor(random() * 20) }, () => Math.floor(random() * 256)));
    else bytes.splice(at, 0, ...bytes.slice(at, at + Math.floor(random() * 200)));
  }
  return Buffer.from(bytes);
}
