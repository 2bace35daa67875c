/** What `make-old-database.ts` writes. */
export interface OldDatabase {
  /** Epoch seconds: the clock of whoever reads it. */
  readonly madeAt: number;
  /** A JWT of `application`, about alice. */
  readonly accessToken: string;
  /** From the same response. */
  readonly refreshToken: string;
  /** Of `reference-application`, about alice. */
  readonly referenceToken: string;
  /** The file, compressed by gzip, in base64. */
  readonly database: string;
}
