import { limits } from './limits.ts';

/** Who acts for the subject of a token, and in `act` who acted before (RFC 8693 §4.1): the `act` claim. */
export type Actor = {
  readonly sub: string;
  /** Of an actor of another issuer. */
  readonly iss?: string;
  readonly act?: Actor;
};

/** The actors of a chain, the present one first. */
export function actorsOf(actor: Actor | undefined): readonly Actor[] {
  const actors: Actor[] = [];
  for (let one = actor; one !== undefined; one = one.act) actors.push(one);
  return actors;
}

export function isSameActor(one: Actor, other: Actor): boolean {
  return one.sub === other.sub && one.iss === other.iss;
}

/** An `act` claim, of which nothing but names is kept; `null`: it is none, or too long. */
export function readActor(claim: unknown): Actor | null {
  const names: Pick<Actor, 'sub' | 'iss'>[] = [];
  for (let one: unknown = claim; one !== undefined; ) {
    if (typeof one !== 'object' || one === null || names.length >= limits.actors.most) return null;
    const { sub, iss, act } = one as Readonly<Record<string, unknown>>;
    if (typeof sub !== 'string' || sub === '' || sub.length > limits.subject.most) return null;
    if (iss !== undefined && typeof iss !== 'string') return null;
    names.push(iss === undefined ? { sub } : { sub, iss });
    one = act;
  }
  return names.reduceRight<Actor | null>((act, name) => (act === null ? name : { ...name, act }), null);
}
