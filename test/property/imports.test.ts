import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveClient } from '../../src/config/resolve-client.ts';
import { ConfigurationError } from '../../src/errors/configuration-error.ts';
import { importHydra } from '../../src/importers/hydra.ts';
import { importIdentityServer } from '../../src/importers/identityserver/import.ts';
import { ImportError } from '../../src/importers/import-error.ts';
import type { Imported } from '../../src/importers/imported.ts';
import { importKeycloak } from '../../src/importers/keycloak/import.ts';
import { importOidcProvider } from '../../src/importers/oidc-provider.ts';
import { withoutComments } from '../../src/importers/without-comments.ts';
import { readForeignHash } from '../../src/users/foreign-hash.ts';

const sampleOf = (name: string) => readFileSync(join(import.meta.dirname, `../import/samples/${name}.json`), 'utf8');
const importers: readonly (readonly [string, (text: string) => Imported])[] = [
  ['identityserver', importIdentityServer],
  ['oidc-provider', importOidcProvider],
  ['keycloak', importKeycloak],
  ['hydra', importHydra],
];

type Json = fc.JsonValue;

/** Every place of a JSON value. */
function placesOf(value: Json, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? value.map((entry, index) => [index, entry] as const)
    : Object.entries(value as Record<string, Json>);
  return [path, ...entries.flatMap(([step, inner]) => placesOf(inner, [...path, step]))];
}

function replaced(value: Json, path: readonly (string | number)[], by: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((entry: Json, index) => (index === step ? replaced(entry, rest, by) : entry));
  const object = value as Record<string, Json>;
  return Object.fromEntries(
    Object.entries(object).map(([name, inner]) => [name, name === step ? replaced(inner, rest, by) : inner]),
  );
}

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '*',
    '+',
    'true',
    '-1',
    '1e9',
    '\0',
    '\u202e',
    'a'.repeat(5000),
    '{"keys":1}',
    '[',
    'javascript:alert(1)',
    'https://a.example/#x',
    '$2a$10$x',
    '$pbkdf2-sha256$i=999999999,l=32$AA$AA',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Keycloak writes it so
    '${client_id}',
    '##',
  ),
);
const odd: fc.Arbitrary<Json> = fc.oneof(
  oddText,
  fc.constantFrom<Json>(null, true, false, 0, -1, 1.5, 1e308, 9_007_199_254_740_992, [], {}, [[]], [null], {
    '0': 'a',
  }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** What was read is right, or it is not read at all, with places. */
function readOrRefuse(read: (text: string) => Imported, text: string): void {
  let imported: Imported;
  try {
    imported = read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    expect((error as ImportError).problems.length).toBeGreaterThan(0);
    return;
  }
  for (const { settings } of imported.clients) {
    try {
      resolveClient(settings, { identityResources: [], apiScopes: [], apiResources: [] });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
    }
  }
  for (const { passwordHash, claims } of imported.users) {
    if (passwordHash !== null) expect(readForeignHash(passwordHash)).toBeDefined();
    expect(Object.keys(claims).filter((name) => ['sub', 'iss', 'aud', '__proto__'].includes(name))).toEqual([]);
  }
  expect(imported.report.lines.every(({ message }) => message !== '')).toBe(true);
}

describe.each(importers)('a file of %s', (name, read) => {
  const sample: Json = JSON.parse(name === 'identityserver' ? withoutComments(sampleOf(name)) : sampleOf(name));
  const places = placesOf(sample);

  it('whose every member may be anything is read or refused with places, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), odd), { minLength: 1, maxLength: 4 }), (changes) => {
        let changed = sample;
        for (const [path, value] of changes) {
          // An earlier change may have taken the place away.
          try {
            changed = replaced(changed, path, value);
          } catch {
            return;
          }
        }
        readOrRefuse(read, JSON.stringify(changed));
      }),
      { numRuns: 400 },
    );
  });

  it('that is any text, or any JSON, is read or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc
            .json()
            .map((text) => `{"clients":${text},"users":${text},"items":${text},"IdentityServer":{"Clients":${text}}}`),
        ),
        (text) => {
          readOrRefuse(read, text);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('that breaks off anywhere is refused', () => {
    const text = sampleOf(name);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.trimEnd().length - 1 }), (length) => {
        expect(() => read(text.slice(0, length))).toThrow(ImportError);
      }),
      { numRuns: 100 },
    );
  });
});

describe('comments in JSON', () => {
  it('are left out, and what looks like one in a text is not (whatever the text)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(' ', '// one\n', '/* two */', '/*,*/\n'), (value, comment) => {
        const text = JSON.stringify(value, undefined, 1).replaceAll('\n', `${comment}\n`);
        expect(JSON.parse(withoutComments(`${comment}\n${text}${comment}`))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('and commas at the end of lists keep every other character in its place', () => {
    expect(withoutComments('{"a": [1, 2, /* , */ ], // x\n "b": "//,]", }')).toBe(
      '{"a": [1, 2          ],     \n "b": "//,]"  }',
    );
  });
});
