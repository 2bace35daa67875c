const order = ['code', 'id_token', 'token'];

/** Every `response_type` that is supported, its words in canonical order. `token` alone never is (RFC 9700 §2.1.2). */
export const responseTypes = [
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const;

export type ResponseType = (typeof responseTypes)[number];

const known: ReadonlyMap<string, ResponseType> = new Map(responseTypes.map((one) => [one, one]));

/** A `response_type` with its words in canonical order (OAuth 2.0 Multiple Response Types §3); `undefined` for one that is not supported. */
export function parseResponseType(value: string): ResponseType | undefined {
  const words = value.split(' ').filter((word) => word !== '');
  const sorted = order.filter((word) => words.includes(word));
  return sorted.length === words.length ? known.get(sorted.join(' ')) : undefined;
}
