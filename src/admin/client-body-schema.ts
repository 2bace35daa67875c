import { z } from 'zod';
import { clientSchema } from '../config/client-schema.ts';

/** What is described of a client that is sent; `resolveClient` does the checks. */
export const newClientSchema = clientSchema;

const { clientId: _id, clientSecrets: _secrets, ...settings }: Readonly<Record<string, z.ZodType>> = clientSchema.shape;

/** All settings of one that is addressed by its path. */
export const writtenClientSchema = z.object(settings);

/** Some of them; `null` is the default. */
export const changedClientSchema = z.object(
  Object.fromEntries(
    Object.entries(settings).map(([name, member]) => [
      name,
      member
        .nullable()
        .optional()
        .describe(member.description ?? ''),
    ]),
  ),
);
