import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import { signingAlgorithmNames } from '../keys/signing-algorithm.ts';

export type SigningAlgorithmName = (typeof signingAlgorithmNames)[number];
export type AssertionAlgorithm = (typeof assertionAlgorithms)[number];

/** Whether this server can sign with it. */
export function isSigningAlgorithm(name: string | undefined): name is SigningAlgorithmName {
  return signingAlgorithmNames.some((known) => known === name);
}

/** Whether a client may sign with it. */
export function isAssertionAlgorithm(name: string | undefined): name is AssertionAlgorithm {
  return assertionAlgorithms.some((known) => known === name);
}
