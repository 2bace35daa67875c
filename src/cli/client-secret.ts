/** The only time that it is seen: only its hash is stored. */
export function tellSecret(clientId: string, secret: string | undefined, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ clientId, clientSecret: secret })}\n`);
  else
    process.stdout.write(
      secret === undefined ? `client ${clientId}\n` : `client ${clientId}\nsecret ${secret} (shown this once)\n`,
    );
}
