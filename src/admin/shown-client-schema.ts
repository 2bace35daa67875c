import { z } from 'zod';
import { clientSchema } from '../config/client-schema.ts';
import { clientSources } from './shown-client.ts';

const instant = () => z.int().describe('Epoch seconds.');

const settings: Readonly<Record<string, z.ZodType>> = clientSchema.shape;
const { clientSecrets: _, ...shape } = settings;

export const shownSecretSchema = z.object({
  id: z.string().describe('By which it is withdrawn.'),
  expiresAt: z.int().optional().describe('Epoch seconds from which on it is refused; absent: never.'),
  description: z.string().optional(),
});

/** What is answered about a client: its settings with every default, and where it stands. */
export const shownClientSchema = z.object({
  ...shape,
  from: z.enum(clientSources).describe('Where it stands; `configuration`: it is changed there.'),
  clientSecrets: z.array(shownSecretSchema).describe('Its secrets, without themselves.'),
  origin: z.enum(['registered', 'document']).optional().describe('Of one that nobody configured: how it came.'),
  idleSince: instant()
    .optional()
    .describe('Of one that nobody configured: since when nobody uses it; absent: it stays.'),
  registration: z
    .looseObject({ issuedAt: instant() })
    .optional()
    .describe('What a client that registered itself said of itself.'),
  document: z
    .object({ fetchedAt: instant(), freshUntil: instant(), digest: z.string() })
    .optional()
    .describe('Of a client whose id is the address of a document: when that was fetched.'),
});

/** The same of a client that was written, with what is told this once. */
export const writtenClientAnswer = shownClientSchema.extend({
  clientSecret: z.string().optional().describe('In plain text, where one was made: shown this once.'),
  warnings: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .describe('What is allowed, but should not stay so.'),
});
