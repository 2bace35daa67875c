// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ExplainTokenBody {
  /** A token, code, proof, assertion or request object. */
  readonly token: string;
}
