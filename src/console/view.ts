import type { Html } from '../pages/document.ts';

/** The parts of the console, as its navigation names them. */
export type Section =
  | 'overview'
  | 'clients'
  | 'users'
  | 'grants'
  | 'keys'
  | 'audit'
  | 'trips'
  | 'explain'
  | 'configuration';

/** What a page shows. */
export interface View {
  readonly title: string;
  readonly section?: Section | undefined;
  readonly body: Html;
  readonly status?: number | undefined;
}

/** Where the browser goes after something was done: a path of the console, so that loading the page again does nothing. */
export interface Onward {
  readonly to: string;
}
