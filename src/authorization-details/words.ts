import type { AuthorizationDetail, AuthorizationDetails } from '../model/authorization-details.ts';
import type { AuthorizationDetailReader, AuthorizationDetailWords } from './authorization-detail-type.ts';
import type { AuthorizationDetailsService } from './service.ts';

/** A detail as a person is shown it. */
export interface DetailInWords extends AuthorizationDetailWords {
  readonly detail: AuthorizationDetail;
}

const longestText = 300;
/** Controls, turns around, or shows nothing: what a client wrote must look like what it is (RFC 9396 §13). */
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** Details in the words of their types, in the order of the request. */
export function detailsInWords(
  details: AuthorizationDetails | undefined,
  reader: AuthorizationDetailReader,
  service: Pick<AuthorizationDetailsService, 'type'>,
): Promise<readonly DetailInWords[]> {
  return Promise.all(
    (details ?? []).map(async (detail) => {
      const words = await service.type(detail.type)?.words(detail, reader);
      if (words === undefined) return { detail, title: shown(detail.type) };
      return {
        detail,
        title: shown(words.title),
        lines: words.lines?.map(({ name, value }) => ({ name: shown(name), value: shown(value) })),
        choices: words.choices?.map((choice) => ({ ...choice, label: shown(choice.label) })),
        single: words.single,
        language: words.language,
      };
    }),
  );
}

function shown(text: string): string {
  const visible = text.replace(unseen, '\uFFFD');
  return visible.length > longestText ? `${visible.slice(0, longestText)}…` : visible;
}
