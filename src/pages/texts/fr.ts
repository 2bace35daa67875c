import { counted } from './counted.ts';
import type { Texts } from './texts.ts';

/** French. */
export const fr: Texts = {
  direction: 'ltr',
  back: 'Retour',
  cancel: 'Annuler',
  signedInAs: (name) => `Session ouverte au nom de ${name}`,
  problemTitle: 'Un problème est survenu',
  application: 'Application',
  aboutClient: (client) => `À propos de ${client}`,
  clientPolicy: 'Politique de confidentialité',
  clientTerms: 'Conditions d’utilisation',

  formPostTitle: 'Retour à l’application',
  formPostText: 'Vous allez y être redirigé. Si rien ne se passe, continuez avec le bouton.',

  loginTitle: 'Se connecter',
  loginFor: (client) => `pour continuer vers ${client}`,
  username: 'Nom d’utilisateur',
  password: 'Mot de passe',
  signIn: 'Se connecter',
  signInWith: (provider) => `Se connecter avec ${provider}`,
  or: 'ou',
  wrongCredentials: 'Le nom d’utilisateur ou le mot de passe est incorrect. Vérifiez les deux et réessayez.',
  accountLocked: (wait) =>
    `Trop de mots de passe incorrects ont été essayés pour ce nom d’utilisateur. Il pourra de nouveau être utilisé dans ${wait}. Un navigateur dans lequel vous vous étiez déjà connecté avec ce nom reste utilisable, et les responsables de ce service peuvent le débloquer.`,
  rateLimited: (wait) => `Trop de tentatives. Réessayez dans ${wait}.`,
  staySignedInHint: 'Uniquement sur un appareil qui vous appartient.',
  loginOutdated:
    'Depuis l’ouverture de cette page, quelqu’un s’est connecté ou déconnecté dans une autre fenêtre. Saisissez de nouveau le mot de passe pour vous connecter ici.',
  outdated:
    'Depuis l’ouverture de cette page, quelqu’un d’autre s’est connecté dans une autre fenêtre. Rien n’a été fait.',
  unavailable: 'La connexion est impossible pour le moment. Réessayez dans un instant.',
  externalFailed: 'La connexion à cet endroit n’a pas fonctionné. Réessayez ou choisissez un autre moyen.',

  consentTitle: (client) => `${client} demande un accès`,
  consentIntro: (client) => `${client} souhaite\u00A0:`,
  consentIdentity: 'Savoir qui vous êtes',
  consentApis: 'Agir pour vous',
  consentDetails: 'En détail',
  consentResources: 'Cela concerne',
  required: 'toujours nécessaire',
  remember: 'Se souvenir de cette décision',
  allow: 'Autoriser',
  deny: 'Ne pas autoriser',
  redirectsTo: (host) => `Vous retournerez ensuite à ${host}.`,
  clientHost: 'L’application se présente à l’adresse',
  returnsToHost: 'Vous retournerez ensuite à',
  uncheckedClient:
    'Ce service n’a pas vérifié l’application\u00A0: elle a choisi elle-même son nom et son image. N’autorisez que si vous l’avez lancée vous-même, depuis un endroit de confiance.',
  knownHost: (host) => `Ce service connaît ${host}. L’application a choisi elle-même son nom et son image.`,
  nameHidden: 'Le nom que l’application se donne ressemble à un autre. Il n’est pas affiché.',
  onThisDevice:
    'L’application se trouve sur cet appareil. Ce service ne peut pas la distinguer des autres programmes qui s’y trouvent\u00A0: si vous ne venez pas d’en lancer un, n’autorisez pas.',
  nothingChosen: 'Rien n’a été choisi. Choisissez ce que vous voulez autoriser, ou n’autorisez pas.',

  accountTitle: 'Choisir un compte',
  continueAs: (name) => `Continuer en tant que ${name}`,
  otherAccount: 'Utiliser un autre compte',

  logoutTitle: 'Se déconnecter',
  logoutQuestion: 'Voulez-vous vous déconnecter\u00A0?',
  logoutQuestionFor: (client) => `${client} demande à vous déconnecter. Voulez-vous vous déconnecter\u00A0?`,
  logoutExtent: 'Cela met aussi fin à votre session dans les autres applications que vous avez ouvertes avec elle.',
  signOut: 'Se déconnecter',
  staySignedIn: 'Garder la session ouverte',
  loggedOutTitle: 'Votre session est fermée',
  signInAgain: 'Se connecter de nouveau',
  loggedOutText: 'Vous pouvez fermer cette fenêtre.',
  notLoggedOutTitle: 'Votre session est toujours ouverte',
  returnTo: (client) => `Retourner à ${client}`,
  informingClients: 'Les autres applications sont prévenues',

  deviceTitle: 'Associer un appareil',
  deviceIntro: 'Saisissez le code que votre appareil affiche.',
  userCode: 'Code',
  userCodeHint: 'Majuscules, espaces et traits d’union n’ont pas d’importance.',
  next: 'Continuer',
  wrongUserCode: 'Ce code est inconnu ou trop ancien. Demandez-en un nouveau à votre appareil.',
  deviceConfirmTitle: (client) => `Associer ${client}\u00A0?`,
  deviceConfirmWarning:
    'Ne continuez que si votre propre appareil affiche ce code en ce moment. Personne d’autre n’aurait dû vous l’envoyer.',
  deviceAllowedTitle: 'Votre appareil est associé',
  deviceAllowedText: 'Retournez à votre appareil\u00A0; vous pouvez fermer cette fenêtre.',
  deviceDeniedTitle: 'Votre appareil n’est pas associé',
  deviceDeniedText: 'Rien n’a été autorisé. Vous pouvez fermer cette fenêtre.',

  cibaTitle: 'Demandes qui vous attendent',
  cibaNone: 'Aucune demande n’attend votre accord.',
  cibaLookAgain: 'Regarder de nouveau',
  cibaIntro:
    'N’acceptez que ce que vous avez demandé vous-même, et seulement si le message est celui qu’on vous a indiqué.',
  cibaMessage: 'Message',
  cibaExpires: 'Valable jusqu’au',
  cibaApproved: 'La demande a été acceptée.',
  cibaDenied: 'La demande a été refusée.',
  cibaGone: 'Cette demande est déjà terminée.',

  grantsTitle: 'Ce que vous avez autorisé',
  grantsNone: 'Vous n’avez donné accès à aucune application.',
  grantsSince: 'Depuis le',
  grantsUntil: 'Jusqu’au',
  grantsFor: 'Autorisé',
  grantsOffline: 'Valable aussi en votre absence',
  revoke: 'Retirer',
  revokeFrom: (client) => `Retirer les autorisations de ${client}`,
  revoked: 'L’accès de l’application a été retiré.',
  sessionsTitle: 'Où vos sessions sont ouvertes',
  sessionsCount: counted('fr', {
    one: 'Votre session est ouverte dans # navigateur.',
    other: 'Vos sessions sont ouvertes dans # navigateurs.',
  }),
  signOutEverywhere: 'Se déconnecter partout',

  errorTitle: 'Cela n’a pas fonctionné',
  errorText:
    'Retournez à l’application et réessayez. Si cela se reproduit, transmettez les informations ci-dessous à ses responsables.',
  errorStartAgain:
    'Cette connexion est terminée, a expiré ou a été commencée dans un autre navigateur. Retournez à l’application et recommencez.',
  errorReload:
    'Ce formulaire est trop ancien ou a été créé pour un autre navigateur. Revenez en arrière, rechargez la page et réessayez. Les cookies doivent être autorisés.',
  errorNotFound: 'Il n’y a rien à cette adresse.',
  errorWait: 'Le service ne peut pas répondre pour le moment. Réessayez dans un instant.',
  errorDetails: 'Informations',
  requestId: 'Identifiant de la requête',
  errorCode: 'Code d’erreur',
  description: 'Description',

  scopeOpenid: 'Votre identifiant d’utilisateur',
  scopeProfile: 'Votre profil',
  scopeEmail: 'Votre adresse e-mail',
  scopeAddress: 'Votre adresse postale',
  scopePhone: 'Votre numéro de téléphone',
  scopeOfflineAccess: 'Conserver cet accès en votre absence',
};
