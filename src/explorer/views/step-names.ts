/** What each step is, for people (DESIGN of the trip: docs/architecture.md). */
const names: Readonly<Record<string, string>> = {
  client: 'Client: who sent it',
  caller: 'Caller: which API or client asks',
  proof: 'Proof of possession',
  grant: 'Grant: every check',
  'grant.token': 'Grant: the presented token',
  'grant.target': 'Grant: what it is for',
  custom: 'Checks of your own',
  claim: 'Claim: what may be used once is used',
  generate: 'Generate the response',
  'mint.claims': 'Mint: claims',
  'mint.token': 'Mint: token',
  'mint.refresh': 'Mint: refresh token',
  'mint.id-jag': 'Mint: identity assertion',
  write: 'Write the answer',
  session: 'Session: who is signed in',
  password: 'Password',
  profile: 'Profile: what is known of the user',
  token: 'Token: is it valid',
  target: 'Target: client and redirect URI',
  validate: 'Validate: every check',
  decide: 'Decide: sign in, ask, or go on',
  consent: 'Consent',
  interaction: 'Interaction with the user',
  pushed: 'Pushed request',
  'request-object': 'Request object',
  policy: 'Policy',
  document: 'Document of the client',
};

export function stepName(name: string): string {
  return names[name] ?? name;
}
