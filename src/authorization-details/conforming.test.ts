import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import { conforming } from './conforming.ts';
import type { StandardSchema } from './standard-schema.ts';

/** What a schema makes of an entry, or what the client is told. */
async function outcome(schema: unknown, entry: object): Promise<unknown> {
  const type = { type: 't', schema: schema as StandardSchema<AuthorizationDetail>, words: () => ({ title: '' }) };
  try {
    return await conforming(type, { type: 't', ...entry }, 3);
  } catch (error) {
    return (error as { readonly description?: string }).description;
  }
}

const t = z.literal('t');

describe('an entry of authorization_details', () => {
  it('is kept as its schema understands it, defaults included, as plain JSON', async () => {
    const schema = z.object({ type: t, day: z.coerce.date(), unit: z.string().default('EUR') });
    expect(await outcome(schema, { day: '2026-11-27' })).toEqual({
      type: 't',
      day: '2026-11-27T00:00:00.000Z',
      unit: 'EUR',
    });
  });

  it.each([
    ['a field', z.object({ type: t }), { more: 1 }, 'authorization_details[3].more'],
    ['a field of a field', z.object({ type: t, a: z.object({}) }), { a: { b: 1 } }, 'authorization_details[3].a.b'],
    [
      'a field in a list',
      z.object({ type: t, a: z.array(z.object({})) }),
      { a: [{}, { b: null }] },
      'authorization_details[3].a.1.b',
    ],
    [
      'entries of a list',
      z.object({ type: t, a: z.array(z.string()).transform((all) => all.slice(1)) }),
      { a: ['x', 'y'] },
      'authorization_details[3].a',
    ],
    [
      'a whole object',
      z.object({ type: t, a: z.object({}).transform(() => 'x') }),
      { a: {} },
      'authorization_details[3].a',
    ],
  ])('is refused where its schema drops %s in silence (RFC 9396 §5)', async (_what, schema, entry, where) => {
    expect(await outcome(schema, entry)).toBe(`${where} does not conform to its type.`);
  });

  it('is refused where its schema makes another type of it', async () => {
    const schema = z.object({ type: t }).transform(() => ({ type: 'admin' }));
    expect(await outcome(schema, {})).toBe('authorization_details[3].type does not conform to its type.');
  });

  it('is not quoted: of names that came from outside only plain ones are told', async () => {
    const schema = z.strictObject({ type: t, a: z.record(z.string(), z.number()) });
    expect(await outcome(schema, { a: { 'x"\n': 'y' } })).toBe(
      'authorization_details[3].a does not conform to its type.',
    );
  });
});
