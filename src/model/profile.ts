/** A set of stricter rules that a client, or every client of a server, is held to: `config/profiles.ts`. */
export const profileNames = ['fapi2Security', 'fapi2MessageSigning', 'fapiCiba'] as const;
export type ProfileName = (typeof profileNames)[number];
