import { likelyCauses } from '../../errors/likely-causes.ts';
import { type ErrorReason, reasons } from '../../errors/reasons.ts';
import { type RefusalFields, refusalFields } from '../../errors/refusal-fields.ts';
import type { TripRefusal } from '../trip.ts';

/** What is kept of an error that was thrown, or of an event that tells of one that was sent on to the client; nothing of its cause. */
export interface Refused {
  readonly reason: ErrorReason;
  readonly detail?: string | undefined;
  /** As they may be shown. */
  readonly fields?: RefusalFields | undefined;
  /** Absent: those of the catalogue. */
  readonly wire?: { readonly error: string; readonly description: string | undefined } | undefined;
}

/** Everything about a refusal that helps whoever runs the server. */
export function refusalFrom(refused: Refused | undefined, status: number): TripRefusal {
  if (refused === undefined) {
    return {
      fields: [],
      section: 'RFC 9110 §15',
      likelyCause: `The answer was ${status}, and no reason of the catalogue was given for it.`,
      setting: 'none',
    };
  }
  const { reason, detail } = refused;
  const shown = refused.fields ?? {};
  const { section, error, description } = reasons[reason];
  const { cause, setting } = likelyCauses[reason];
  return {
    reason,
    ...(refused.wire ?? { error, description }),
    detail: detail?.slice(0, 500),
    fields: refusalFields.flatMap((name) => (shown[name] === undefined ? [] : [{ name, value: shown[name] }])),
    section,
    likelyCause: cause,
    setting,
  };
}
