export interface SqliteStoreOptions {
  /** File of the database; made with mode 0600 if it is not there. */
  readonly path: string;
  /** `FULL` [default]: a write survives a power cut once its promise resolves. `NORMAL`: it survives a crash of the process. */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** How long a write waits for other processes, in milliseconds [5000]. */
  readonly busyTimeoutMs?: number;
  /** Opens it for reading alone, and makes no file; what writes fails. */
  readonly readOnly?: boolean;
}

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database?sslmode=verify-full`. */
  readonly url: string;
  /** Connections of this process [10]. */
  readonly maximumConnections?: number;
  /** How long the database may work on one statement, in milliseconds [5000]. */
  readonly statementTimeoutMs?: number;
  /** How long a request waits for a connection, in milliseconds [3000]. */
  readonly connectTimeoutMs?: number;
  /** Requests that may wait for a connection; more are refused at once [500]. */
  readonly maximumWaiting?: number;
  /** TLS settings, where the URL does not say enough: `true`, or certificates as `node:tls` takes them. */
  readonly ssl?:
    | boolean
    | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly servername?: string };
}
