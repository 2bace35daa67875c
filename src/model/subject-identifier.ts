import { limits } from './limits.ts';

/** What a `sub` may be: ASCII that can be printed, compared letter by letter (OpenID Connect Core 1.0 §2). */
export function isSubjectIdentifier(text: string): boolean {
  return text !== '' && text.length <= limits.subject.most && /^[\x20-\x7E]*$/.test(text);
}
