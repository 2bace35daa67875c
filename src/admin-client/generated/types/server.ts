// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface Server {
  readonly version: string;
  /** The version of Node. */
  readonly node: string;
  readonly issuer: string;
  readonly mode: 'dev' | 'production';
  /** `own`: one that a program brought. */
  readonly store: 'memory' | 'sqlite' | 'postgres' | 'own';
  /** Of the process that answers. */
  readonly processId: number;
  /** Epoch seconds. */
  readonly startedAt: number;
  readonly uptimeSeconds: number;
}
