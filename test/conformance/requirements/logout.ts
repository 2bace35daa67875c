import { must, notMet, type Plan, page } from './requirement.ts';

const section = 'RP-Initiated Logout 1.0';

export const logout: Plan = {
  name: 'logout',
  certification: 'oidcc-rp-initiated-logout-certification-test-plan',
  title: 'Logout by the client',
  requirements: [
    must(
      'oidcc-rp-initiated-logout-discovery-endpoint-verification',
      `${section} §2.1`,
      'Discovery names end_session_endpoint, and every endpoint is https.',
    ),
    must(
      'oidcc-rp-initiated-logout',
      `${section} §2, §3`,
      'A valid hint signs out and leads to the registered URI with the state and nothing else.',
    ),
    must('oidcc-rp-initiated-logout-no-state', `${section} §3`, 'Without state none is added.'),
    page(
      'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
      `${section} §3`,
      'An unregistered URI is not followed: a page is shown.',
    ),
    page(
      'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
      `${section} §3`,
      'A registered URI with an added query is not followed.',
    ),
    page(
      'oidcc-rp-initiated-logout-modified-id-token-hint',
      `${section} §4`,
      'A hint rewritten to alg none leads nowhere: a page is shown.',
    ),
    page(
      'oidcc-rp-initiated-logout-bad-id-token-hint',
      `${section} §4`,
      'A hint signed by somebody else leads nowhere: a page is shown.',
    ),
    page(
      'oidcc-rp-initiated-logout-no-id-token-hint',
      `${section} §2, §6`,
      'Without a hint the user is asked first, and no redirection follows.',
    ),
    page(
      'oidcc-rp-initiated-logout-no-params',
      `${section} §2`,
      'Without any parameter the user is asked and then signed out, on a page.',
    ),
    page(
      'oidcc-rp-initiated-logout-no-post-logout-redirect-uri',
      `${section} §2`,
      'With a hint alone the user is signed out, on a page.',
    ),
    page(
      'oidcc-rp-initiated-logout-only-state',
      `${section} §2`,
      'With state alone the user is asked and then signed out, on a page.',
    ),
  ],
};

export const backChannel: Plan = {
  name: 'backchannel',
  certification: 'oidcc-backchannel-rp-initiated-logout-certification-test-plan',
  title: 'Back-channel logout',
  requirements: [
    must(
      'oidcc-backchannel-logout-discovery-endpoint-verification',
      'Back-Channel Logout 1.0 §2.1',
      'Discovery announces back-channel logout, with sid.',
    ),
    must(
      'oidcc-backchannel-rp-initiated-logout',
      'Back-Channel Logout 1.0 §2.4, §2.5',
      'Signing out posts a signed logout token of the right shape to the client, then goes on to it; the session is over.',
    ),
  ],
};

export const frontChannel: Plan = {
  name: 'frontchannel',
  certification: 'oidcc-frontchannel-rp-initiated-logout-certification-test-plan',
  title: 'Front-channel logout',
  requirements: [
    must(
      'oidcc-frontchannel-logout-discovery-endpoint-verification',
      'Front-Channel Logout 1.0 §3',
      'Discovery announces front-channel logout, with sid.',
    ),
    must(
      'oidcc-frontchannel-rp-initiated-logout',
      'Front-Channel Logout 1.0 §2',
      'The page after signing out loads the address of the client in a frame, with iss and sid, then goes on to the client; the session is over.',
    ),
  ],
};

const noSessionManagement =
  'Mintmark has no check_session_iframe: browsers that separate the storage of third parties keep such frames from working. Back-channel logout does the same, reliably.';

export const sessionManagement: Plan = {
  name: 'session-management',
  certification: 'oidcc-session-management-certification-test-plan',
  title: 'Session management',
  requirements: [
    notMet(
      'oidcc-session-management-discovery-endpoint-verification',
      'Session Management 1.0 §3.3',
      'Discovery names check_session_iframe.',
      noSessionManagement,
    ),
    notMet(
      'oidcc-session-management-rp-initiated-logout',
      'Session Management 1.0 §3.1, §3.2',
      'session_state and the frame tell that the session changed.',
      noSessionManagement,
    ),
  ],
};
