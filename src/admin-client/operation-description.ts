/** Where an operation is, and what it answers. */
export interface OperationDescription {
  readonly method: string;
  /** Below `/admin/v1`, with the names of path parameters in braces. */
  readonly path: string;
  readonly query: readonly string[];
  /** `pages`: a list; `tagged`: with an `ETag`. */
  readonly answer: 'nothing' | 'value' | 'tagged' | 'pages';
  /** Its media type. Absent: there is no body. */
  readonly body?: string;
}
