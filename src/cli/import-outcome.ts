/** What became of the clients, or of the users. In a dry run: what would. */
export interface ImportCounts {
  readonly added: number;
  /** There already, with the same content. */
  readonly same: number;
  /** There already with another content, and left so. */
  readonly differing: number;
  readonly replaced: number;
  readonly refused: number;
}

export type ImportOutcome = keyof ImportCounts;

export interface ImportSummary {
  readonly clients: ImportCounts;
  readonly users: ImportCounts;
}

export interface ImportChoices {
  readonly isDryRun: boolean;
  readonly replaces: boolean;
  /** Whether scopes of the file count as known. */
  readonly knowsOwnScopes: boolean;
}
