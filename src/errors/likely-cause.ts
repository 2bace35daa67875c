/** What is behind a refusal most of the time, for whoever runs the server: never sent to whoever was refused. */
export interface LikelyCause {
  readonly cause: string;
  /** Members of the configuration to look at, `clients[].allowedScopes`, between commas; `none` where none decides it. */
  readonly setting: string;
}

export function likely(cause: string, setting = 'none'): LikelyCause {
  return { cause, setting };
}
