import type { Texts } from './texts.ts';

/** German. */
export const de: Texts = {
  direction: 'ltr',
  back: 'Zurück',
  cancel: 'Abbrechen',
  signedInAs: (name) => `Angemeldet als ${name}`,
  problemTitle: 'Es gibt ein Problem',
  application: 'Anwendung',
  aboutClient: (client) => `Über ${client}`,
  clientPolicy: 'Datenschutz',
  clientTerms: 'Nutzungsbedingungen',

  formPostTitle: 'Zurück zur Anwendung',
  formPostText: 'Sie werden zurückgeleitet. Wenn nichts geschieht, geht es mit dem Knopf weiter.',

  loginTitle: 'Anmelden',
  loginFor: (client) => `um mit ${client} fortzufahren`,
  username: 'Benutzername',
  password: 'Passwort',
  signIn: 'Anmelden',
  signInWith: (provider) => `Mit ${provider} anmelden`,
  or: 'oder',
  wrongCredentials: 'Benutzername oder Passwort ist nicht richtig. Prüfen Sie beides und versuchen Sie es noch einmal.',
  accountLocked: (wait) =>
    `Für diesen Benutzernamen wurden zu viele falsche Passwörter versucht. Er kann in ${wait} wieder verwendet werden. In einem Browser, in dem Sie sich damit schon angemeldet haben, geht es weiter; die Betreiber können ihn auch entsperren.`,
  rateLimited: (wait) => `Zu viele Versuche. Versuchen Sie es in ${wait} noch einmal.`,
  staySignedInHint: 'Nur auf einem eigenen Gerät.',
  loginOutdated:
    'In einem anderen Fenster hat sich jemand an- oder abgemeldet, seit diese Seite geöffnet wurde. Geben Sie das Passwort noch einmal ein, um sich hier anzumelden.',
  outdated:
    'In einem anderen Fenster hat sich jemand anders angemeldet, seit diese Seite geöffnet wurde. Es wurde nichts getan.',
  unavailable: 'Die Anmeldung ist gerade nicht möglich. Versuchen Sie es gleich noch einmal.',
  externalFailed: 'Die Anmeldung dort hat nicht geklappt. Versuchen Sie es noch einmal oder auf anderem Weg.',

  consentTitle: (client) => `${client} bittet um Zugriff`,
  consentIntro: (client) => `${client} möchte:`,
  consentIdentity: 'Etwas über Sie erfahren',
  consentApis: 'Für Sie handeln',
  consentDetails: 'Im Einzelnen',
  consentResources: 'Das betrifft',
  required: 'immer nötig',
  remember: 'Diese Entscheidung merken',
  allow: 'Erlauben',
  deny: 'Nicht erlauben',
  redirectsTo: (host) => `Danach geht es zurück zu ${host}.`,
  clientHost: 'Die Anwendung beschreibt sich selbst unter',
  returnsToHost: 'Danach geht es zurück zu',
  uncheckedClient:
    'Dieser Dienst hat die Anwendung nicht geprüft: Name und Bild sind ihre eigenen Angaben. Erlauben Sie das nur, wenn Sie sie selbst gestartet haben, an einer Stelle, der Sie vertrauen.',
  knownHost: (host) => `Dieser Dienst kennt ${host}. Name und Bild sind eigene Angaben der Anwendung.`,
  nameHidden: 'Der Name, den sich die Anwendung gibt, sieht aus wie ein anderer. Er wird nicht gezeigt.',
  onThisDevice:
    'Die Anwendung ist auf diesem Gerät. Dieser Dienst kann sie nicht von anderen Programmen hier unterscheiden: Wenn Sie nicht gerade eines gestartet haben, erlauben Sie es nicht.',
  nothingChosen: 'Es wurde nichts ausgewählt. Wählen Sie aus, was Sie erlauben möchten, oder erlauben Sie es nicht.',

  accountTitle: 'Konto wählen',
  continueAs: (name) => `Weiter als ${name}`,
  otherAccount: 'Anderes Konto verwenden',

  logoutTitle: 'Abmelden',
  logoutQuestion: 'Möchten Sie sich abmelden?',
  logoutQuestionFor: (client) => `${client} möchte Sie abmelden. Möchten Sie sich abmelden?`,
  logoutExtent: 'Das beendet auch Ihre Anmeldung bei den anderen Anwendungen, die Sie damit geöffnet haben.',
  signOut: 'Abmelden',
  staySignedIn: 'Angemeldet bleiben',
  loggedOutTitle: 'Sie sind abgemeldet',
  signInAgain: 'Wieder anmelden',
  loggedOutText: 'Sie können dieses Fenster schließen.',
  notLoggedOutTitle: 'Sie sind weiter angemeldet',
  returnTo: (client) => `Zurück zu ${client}`,
  informingClients: 'Andere Anwendungen werden benachrichtigt',

  deviceTitle: 'Gerät verbinden',
  deviceIntro: 'Geben Sie den Code ein, den Ihr Gerät zeigt.',
  userCode: 'Code',
  userCodeHint: 'Großschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
  next: 'Weiter',
  wrongUserCode: 'Dieser Code ist unbekannt oder zu alt. Lassen Sie sich vom Gerät einen neuen zeigen.',
  deviceConfirmTitle: (client) => `${client} verbinden?`,
  deviceConfirmWarning:
    'Fahren Sie nur fort, wenn Ihr eigenes Gerät diesen Code gerade zeigt. Niemand sonst sollte ihn Ihnen geschickt haben.',
  deviceAllowedTitle: 'Ihr Gerät ist verbunden',
  deviceAllowedText: 'Kehren Sie zu Ihrem Gerät zurück; dieses Fenster können Sie schließen.',
  deviceDeniedTitle: 'Ihr Gerät ist nicht verbunden',
  deviceDeniedText: 'Es wurde nichts erlaubt. Sie können dieses Fenster schließen.',

  cibaTitle: 'Anfragen an Sie',
  cibaNone: 'Keine Anfrage wartet auf Ihre Zustimmung.',
  cibaLookAgain: 'Noch einmal nachsehen',
  cibaIntro:
    'Stimmen Sie nur dem zu, was Sie selbst begonnen haben, und nur, wenn Ihnen genau diese Nachricht genannt wurde.',
  cibaMessage: 'Nachricht',
  cibaExpires: 'Gültig bis',
  cibaApproved: 'Der Anfrage wurde zugestimmt.',
  cibaDenied: 'Die Anfrage wurde abgelehnt.',
  cibaGone: 'Diese Anfrage ist schon beendet.',

  grantsTitle: 'Was Sie erlaubt haben',
  grantsNone: 'Sie haben keiner Anwendung Zugriff gegeben.',
  grantsSince: 'Seit',
  grantsUntil: 'Bis',
  grantsFor: 'Erlaubt',
  grantsOffline: 'Gilt auch, während Sie weg sind',
  revoke: 'Zurücknehmen',
  revokeFrom: (client) => `Zurücknehmen, was ${client} darf`,
  revoked: 'Der Zugriff der Anwendung wurde zurückgenommen.',
  sessionsTitle: 'Wo Sie angemeldet sind',
  sessionsCount: (count) =>
    count === 1 ? 'Sie sind mit einem Browser angemeldet.' : `Sie sind mit ${count} Browsern angemeldet.`,
  signOutEverywhere: 'Überall abmelden',

  errorTitle: 'Das hat nicht geklappt',
  errorText:
    'Gehen Sie zur Anwendung zurück und versuchen Sie es noch einmal. Wenn es wieder geschieht, geben Sie die Angaben unten an die Betreiber weiter.',
  errorStartAgain:
    'Diese Anmeldung ist beendet, abgelaufen oder wurde in einem anderen Browser begonnen. Gehen Sie zur Anwendung zurück und fangen Sie neu an.',
  errorReload:
    'Dieses Formular ist zu alt oder wurde für einen anderen Browser erstellt. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal. Cookies müssen erlaubt sein.',
  errorNotFound: 'Unter dieser Adresse gibt es nichts.',
  errorWait: 'Der Dienst kann gerade nicht antworten. Versuchen Sie es gleich noch einmal.',
  errorDetails: 'Angaben',
  requestId: 'Kennung der Anfrage',
  errorCode: 'Fehlercode',
  description: 'Beschreibung',

  scopeOpenid: 'Ihre Benutzerkennung',
  scopeProfile: 'Ihr Profil',
  scopeEmail: 'Ihre E-Mail-Adresse',
  scopeAddress: 'Ihre Anschrift',
  scopePhone: 'Ihre Telefonnummer',
  scopeOfflineAccess: 'Den Zugriff behalten, während Sie weg sind',
};
