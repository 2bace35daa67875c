/** How much of one thing is taken, and what is answered to more. */
export interface Limit {
  /** What is bounded, in words. */
  readonly of: string;
  readonly most: number;
  readonly unit:
    | 'characters'
    | 'pixels'
    | 'bytes'
    | 'bits'
    | 'entries'
    | 'rounds'
    | 'KiB'
    | 'at once'
    | 'in the window';
  /** Why not more, or not less. */
  readonly why: string;
  /** What is answered to more: a status, a reason of `docs/errors.md`, or what happens instead. */
  readonly answer: string;
  /** The member of the configuration that changes it; absent: none does. */
  readonly setting?: string;
}
