import type { RefusalFields } from '../errors/refusal-fields.ts';

/** Links, names and texts in these models are plain: a renderer must escape them. Instants are epoch seconds. */
interface Form {
  /** Where the form posts to. */
  readonly action: string;
  /** Hidden fields, by name: `csrf` and what the page must hand back. */
  readonly hidden: Readonly<Record<string, string>>;
}

export interface ClientOnPage {
  readonly clientId: string;
  /** Its name, or its id. */
  readonly name: string;
  readonly uri?: string | undefined;
  readonly logoUri?: string | undefined;
  /** What the client does with what it learns. */
  readonly policyUri?: string | undefined;
  /** Terms of service. */
  readonly tosUri?: string | undefined;
  /** Of a client that nobody configured: whatever else stands here it says of itself. */
  readonly introduced?: IntroducedClientOnPage | undefined;
}

export interface IntroducedClientOnPage {
  /** Of the document about it, with the port if it is not the usual one; absent: it registered itself. */
  readonly host?: string | undefined;
  /** The operator knows that host. */
  readonly isKnown: boolean;
  /** `name` is not what it calls itself, since that looks like another name. */
  readonly isNameHidden: boolean;
  /** All its redirect URIs lead to the person's own device. */
  readonly isOnThisDevice: boolean;
}

/** One thing that may be granted, in words. */
export interface GrantableOnPage {
  /** The scope, as in the request. */
  readonly scope: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** Cannot be left out. */
  readonly required: boolean;
  readonly emphasize: boolean;
  /** Whether it is about the user rather than an API. */
  readonly aboutUser: boolean;
}

/** One entry of `authorization_details`, in words: it must be shown whole. */
export interface DetailOnPage {
  readonly title: string;
  readonly lines: readonly { readonly name: string; readonly value: string }[];
  readonly choices: readonly { readonly value: string; readonly label: string; readonly checked: boolean }[];
  /** Whether one of them is chosen, or any number. */
  readonly single: boolean;
  /** Language of its texts, where it is not that of the page. */
  readonly language?: string | undefined;
}

/** Fields `username`, `password`, `stay_signed_in`; buttons `action=login`, `action=cancel`, `provider=<id>`. */
export interface LoginPage extends Form {
  readonly page: 'login';
  readonly client?: ClientOnPage | undefined;
  readonly username: string;
  /** Whether the box is ticked; absent: it is not offered. */
  readonly staySignedIn?: boolean | undefined;
  readonly problem?: 'wrong-credentials' | 'locked' | 'rate-limited' | 'unavailable' | 'external-failed' | undefined;
  /** `locked`, `rate-limited`, `unavailable`: seconds after which it may be tried again. */
  readonly retryAfter?: number | undefined;
  /** `outdated`: somebody signed in or out in another tab since the form was made, so that it was not acted upon. */
  readonly notice?: 'outdated' | undefined;
  /** Somebody is signed in: what they are called, and where they go on as they are. The form is for somebody else. */
  readonly signedIn?: { readonly name: string; readonly continueTo: string } | undefined;
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Whether there is somebody to tell that the user refused. */
  readonly cancelable: boolean;
}

/** Fields `scope:<scope>`, `detail:<number>`, `detail:<number>:choice:<value>` or, where one is to be chosen, `detail:<number>:choice`, `remember`; buttons `decision=allow`, `decision=deny`, `decision=another`. */
export interface ConsentPage extends Form {
  readonly page: 'consent';
  readonly client: ClientOnPage;
  readonly signedInAs: string;
  readonly grantables: readonly GrantableOnPage[];
  readonly details: readonly DetailOnPage[];
  /** Names of the APIs that the access is for. */
  readonly resources: readonly string[];
  readonly mayRemember: boolean;
  /** Host, or scheme of an installed application, to which the browser goes back. */
  readonly returnsTo: string;
  readonly problem?: 'invalid' | undefined;
}

/** Buttons `account=current`, `account=another`. */
export interface AccountPage extends Form {
  readonly page: 'account';
  readonly client: ClientOnPage;
  readonly signedInAs: string;
}

/** `enter`: field `user_code`, button `action=find`. `confirm`: fields `scope:<scope>` and `detail:…` as for consent, buttons `decision=allow|deny`. */
export type DevicePage = Form & { readonly page: 'device'; readonly signedInAs: string } & (
    | {
        readonly step: 'enter';
        readonly userCode: string;
        readonly problem?: 'unknown' | 'rate-limited' | undefined;
        readonly retryAfter?: number | undefined;
        readonly notice?: 'outdated' | undefined;
      }
    | {
        readonly step: 'confirm';
        readonly userCode: string;
        readonly client: ClientOnPage;
        readonly grantables: readonly GrantableOnPage[];
        readonly details: readonly DetailOnPage[];
      }
    | { readonly step: 'allowed' | 'denied' }
  );

export interface CibaRequestOnPage {
  readonly id: string;
  readonly client: ClientOnPage;
  readonly bindingMessage?: string | undefined;
  readonly grantables: readonly GrantableOnPage[];
  readonly details: readonly DetailOnPage[];
  readonly expiresAt: number;
}

/** A form for each request; fields `detail:…` as for consent, buttons `decision=allow`, `decision=deny`. */
export interface CibaPage extends Form {
  readonly page: 'ciba';
  readonly signedInAs: string;
  readonly requests: readonly CibaRequestOnPage[];
  readonly notice?: 'approved' | 'denied' | 'gone' | 'outdated' | undefined;
}

export interface GrantOnPage {
  readonly client: ClientOnPage;
  readonly grantables: readonly GrantableOnPage[];
  /** What was granted in detail. */
  readonly details: readonly DetailOnPage[];
  readonly since: number;
  /** `null`: until it is withdrawn. */
  readonly until: number | null;
  /** Whether the client holds a refresh token. */
  readonly offline: boolean;
}

/** A form for each client, button `revoke=<client id>`; button `action=sign-out-everywhere`. */
export interface GrantsPage extends Form {
  readonly page: 'grants';
  readonly signedInAs: string;
  readonly grants: readonly GrantOnPage[];
  readonly sessionCount: number;
  readonly notice?: 'revoked' | 'outdated' | undefined;
}

/** `confirm`: buttons `action=logout`, `action=stay`. `done`: frames tell the clients (OpenID Connect Front-Channel Logout 1.0). */
export type LogoutPage = { readonly page: 'logout' } & (
  | (Form & {
      readonly step: 'confirm';
      readonly clientName?: string | undefined;
      readonly notice?: 'outdated' | undefined;
    })
  | {
      readonly step: 'done';
      readonly signedOut: boolean;
      readonly frames: readonly string[];
      /** Where to go on here: to sign in again, or to what the user allowed whom. */
      readonly onward: string;
      readonly returnTo?: { readonly uri: string; readonly clientName: string } | undefined;
    }
);

/** What went wrong, with the id that is also in the log. */
export interface ErrorPage {
  readonly page: 'error';
  /** Whose request it was, if that is known: where the person may begin anew. */
  readonly client?: ClientOnPage | undefined;
  /** What the person can do about it; absent: nothing but to try again. */
  readonly advice?: 'start-again' | 'reload' | 'not-found' | 'wait' | undefined;
  readonly error: string;
  readonly description?: string | undefined;
  readonly requestId: string;
  readonly status: number;
  /** What the log says beside the reason; in `dev` only. */
  readonly fields?: RefusalFields | undefined;
  /** In `dev` only. */
  readonly detail?: string | undefined;
}

/** Every page by its name. */
export interface PageModels {
  readonly login: LoginPage;
  readonly consent: ConsentPage;
  readonly account: AccountPage;
  readonly device: DevicePage;
  readonly ciba: CibaPage;
  readonly grants: GrantsPage;
  readonly logout: LogoutPage;
  readonly error: ErrorPage;
}
