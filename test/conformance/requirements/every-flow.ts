import { must, type Plan, should } from './requirement.ts';

const core = 'OpenID Connect Core 1.0';

/** The checks that ride along in every flow of every plan. They have no public name; these are ours. */
export const everyFlow: Plan = {
  name: 'every-flow',
  certification: '(checks that ride along in every module)',
  title: 'Checks in every flow',
  requirements: [
    must(
      'O1',
      'Discovery 1.0 §4',
      'Discovery is JSON with status 200 and names issuer, authorization, token and key endpoints.',
    ),
    must(
      'O2',
      'RFC 7517 §4, §5',
      'Every published key has a kid of its own, can be read, and holds nothing private or symmetric.',
    ),
    must(
      'O3',
      'Registration 1.0 §3.2',
      'Registering a client is answered 201 with its client_id, and with address and token of its registration.',
    ),
    must('O4', 'RFC 7592 §2.3', 'A registered client can be deleted again, with status 204.'),
    must(
      'O5',
      `RFC 6749 §4.1.2, RFC 9207 §2`,
      'A code arrives in the query with the state that was sent and the right iss.',
    ),
    must(
      'O6',
      'Multiple Response Types §3',
      'Implicit and hybrid answers arrive in the fragment and leave the query alone.',
    ),
    must(
      'O7',
      'Form Post Response Mode §2',
      'A form_post answer is a form posted to the client, with nothing in the query.',
    ),
    must('O8', 'RFC 6749 §10.10', 'A code is at least 128 bits long and looks random.'),
    must(
      'O9',
      `${core} §3.1.3.3`,
      'A token response has status 200, an access token, an ID token and a sensible expires_in.',
    ),
    must('O10', 'RFC 6749 App. A, §10.10', 'Access and refresh tokens hold only allowed characters and look random.'),
    must(
      'O11',
      `${core} §2, §3.1.3.7`,
      'An ID token is signed by a published key and its claims name the right issuer, client, user, times and nonce.',
    ),
    must(
      'O12',
      `${core} §3.2.2.9, §3.3.2.11`,
      'at_hash and c_hash are right, and present in an ID token that comes with what they are about.',
    ),
    must('O13', `${core} §5.1`, 'Standard claims have the JSON types that the specification gives them.'),
    should(
      'O14',
      `${core} §5.4`,
      'In the code flow an ID token holds no claims about the person that nobody asked for there.',
    ),
    must('O15', `${core} §5.3.2`, 'Userinfo is answered 200 as JSON with the sub of the ID token.'),
    must(
      'O16',
      'RFC 6749 §4.1.2.1',
      'An error at the redirect URI has error, the state, the right iss, allowed characters only, and no code.',
    ),
    must('O17', 'RFC 6749 §5.2', 'An error of the token endpoint is JSON with a well-formed error and description.'),
  ],
};
