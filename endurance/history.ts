/** One request that brought a refresh token or code, and what came of it. Instants are milliseconds of one clock. */
export interface Use {
  readonly family: number;
  /** What was presented. */
  readonly presented: string;
  readonly sentAt: number;
  readonly endedAt: number;
  /** `broken`: no answer came, and nobody knows what was done. */
  readonly outcome: 'success' | 'refused' | 'unavailable' | 'broken';
  readonly status?: number | undefined;
  /** What a success gave. */
  readonly refreshToken?: string | undefined;
  readonly accessToken?: string | undefined;
}

/** Everything that honest clients sent and heard, in the order in which answers came. */
export class History {
  readonly uses: Use[] = [];

  note(use: Use): void {
    this.uses.push(use);
  }
}

export interface HistoryVerdict {
  /** Refresh tokens that a client was given and that were refused when it brought them. */
  readonly lost: number;
  /** Refresh tokens that gave two different successors. */
  readonly doubled: number;
  /** Families whose last token, as their client knows it, is not the one of its history. */
  readonly forked: number;
  readonly violations: readonly string[];
}

/**
 * Reads every answer. The clients are honest: each brings the newest refresh token that it was given, and again when no answer came. Within
 * the retry window a token that is brought again gives its successor again. So
 *
 * - no token that a client was given is ever refused (nothing answered is lost),
 * - all successes of one token gave the same successor (nothing is redeemed twice),
 * - the successors of a family are one chain (no family has two ends that live).
 */
export function judge(history: History): HistoryVerdict {
  const violations: string[] = [];
  const successors = new Map<string, string>();
  const predecessors = new Map<string, string>();
  let [lost, doubled, forked] = [0, 0, 0];
  for (const use of history.uses) {
    const { presented, refreshToken, family } = use;
    if (use.outcome === 'refused') {
      lost += 1;
      violations.push(`family ${family}: a token that was answered was refused with ${use.status}`);
    }
    if (use.outcome !== 'success' || refreshToken === undefined) continue;
    const before = successors.get(presented);
    if (before !== undefined && before !== refreshToken) {
      doubled += 1;
      violations.push(`family ${family}: one refresh token gave two different successors`);
    }
    successors.set(presented, refreshToken);
    const other = predecessors.get(refreshToken);
    if (other !== undefined && other !== presented) {
      forked += 1;
      violations.push(`family ${family}: one refresh token came of two`);
    }
    predecessors.set(refreshToken, presented);
  }
  return { lost, doubled, forked, violations };
}
