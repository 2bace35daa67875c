import { withProfile } from './apply-profile.ts';
import { salvage } from './salvage.ts';
import { configurationSchema } from './schema.ts';

/** A configuration whose clients have what their profiles switch on; nothing is checked yet. */
export function withProfiles(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Array.isArray(raw.clients)) return raw;
  const signing = salvage(configurationSchema.shape.signing, raw.signing);
  const profile = salvage(configurationSchema.shape.profile, raw.profile);
  const server = { signingAlgorithms: signing?.algorithms ?? [] };
  return { ...raw, clients: raw.clients.map((client) => withProfile(client, profile, server)) };
}
