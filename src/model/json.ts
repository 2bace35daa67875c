/** A value that JSON can carry. A member of an object that is `undefined` is absent from the JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue | undefined };

/** Members of a JSON object by name; one that is `undefined` is absent. */
export type JsonObject = Readonly<Record<string, JsonValue | undefined>>;

/** Claims by name, as they stand in a JWT payload. */
export type Claims = JsonObject;
