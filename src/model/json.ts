/** A value that JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue };

/** Claims by name, as they stand in a JWT payload. */
export type Claims = Readonly<Record<string, JsonValue>>;
