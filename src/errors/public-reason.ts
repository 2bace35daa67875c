import { type ErrorReason, reasons } from './reasons.ts';

const byWireForm = new Map<string, ErrorReason>();
const publicReasons = new Map<ErrorReason, ErrorReason>();
for (const reason of Object.keys(reasons) as ErrorReason[]) {
  const { error, description } = reasons[reason];
  const wireForm = `${error}|${description}`;
  const first = byWireForm.get(wireForm) ?? reason;
  byWireForm.set(wireForm, first);
  publicReasons.set(reason, first);
}

/** The reason that may be shown: reasons that look alike on the wire share one, so that `error_uri` tells a guesser nothing either. */
export function publicReason(reason: ErrorReason): ErrorReason {
  return publicReasons.get(reason) ?? reason;
}
