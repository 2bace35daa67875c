/** `/assets/quickstart.js`: runs the grants from the browser. All that comes back is shown as text. */
export const quickstartScript = String.raw`
const base = location.pathname.replace(/\/quickstart(\/callback)?$/, '');
const callback = location.origin + base + '/quickstart/callback';
const scope = 'openid profile email api.read';
const element = (id) => document.getElementById(id);
const grant = {
  device: 'urn:ietf:params:oauth:grant-type:device_code',
  ciba: 'urn:openid:params:grant-type:ciba',
  exchange: 'urn:mintmark:quickstart:exchange',
};

function say(text) { element('status').textContent = text; }

function offer(href, text) {
  const link = document.createElement('a');
  link.id = 'open';
  link.href = href;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = text;
  element('next').replaceChildren(link);
}

/** The way to what the server did with the request that is shown. */
function offerTrip(reply) {
  const id = reply.headers.get('x-request-id');
  const link = document.createElement('a');
  link.href = base + '/quickstart/trips/' + id;
  link.textContent = 'See its trip through the server';
  element('trip-link').replaceChildren(...(id === null ? [] : [link]));
}

function random() {
  return encode(crypto.getRandomValues(new Uint8Array(32)));
}

function encode(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function decode(token) {
  const parts = typeof token === 'string' ? token.split('.') : [];
  if (parts.length !== 3) return 'opaque';
  const [header, payload] = parts.slice(0, 2).map((part) => {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  });
  return { header, payload };
}

/** Keeps what was shown last as a step that can be opened again; a poll that came too early is not worth keeping. */
let worthKeeping = true;
function keepStep() {
  const request = element('request').textContent;
  if (request === '' || !worthKeeping) return;
  const step = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = request.split('\n', 1)[0] + ' → ' + element('response').textContent.split('\n', 1)[0];
  const text = document.createElement('pre');
  text.textContent = request + '\n\n' + element('response').textContent;
  step.append(summary, text);
  element('steps').append(step);
}

function show(request, response, keep) {
  keepStep();
  worthKeeping = keep;
  element('request').textContent = request;
  element('response').textContent = response;
}

function lines(values) {
  return [...values].map(([name, value]) => name + '=' + value).join('\n&');
}

/** Sends a form and shows request, response and tokens. */
async function send(path, client, fields) {
  const body = new URLSearchParams(fields);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  if (client === 'spa') body.set('client_id', client);
  else headers.authorization = 'Basic ' + btoa(client + ':secret');
  const head = ['POST ' + base + path, ...Object.entries(headers).map(([name, value]) => name + ': ' + value), ''];
  const reply = await fetch(base + path, { method: 'POST', headers, body });
  offerTrip(reply);
  const json = await reply.json();
  const isEarly = json.error === 'authorization_pending' || json.error === 'slow_down';
  show(head.join('\n') + '\n' + lines(body), reply.status + '\n' + JSON.stringify(json, null, 2), !isEarly);
  const tokens = {};
  for (const name of ['access_token', 'id_token']) if (json[name]) tokens[name] = decode(json[name]);
  element('decoded').textContent = Object.keys(tokens).length > 0 ? JSON.stringify(tokens, null, 2) : '';
  if (json.access_token) sessionStorage.setItem('access', json.access_token);
  if (json.refresh_token) {
    sessionStorage.setItem('refresh', JSON.stringify({ client, token: json.refresh_token }));
  }
  return { status: reply.status, json };
}

async function token(client, fields) {
  const { status, json } = await send('/connect/token', client, fields);
  say(status === 200 ? 'Tokens were issued.' : 'Refused: ' + json.error);
  return { status, json };
}

async function userinfo() {
  const access = sessionStorage.getItem('access');
  if (access === null) return say('There is no access token yet. Run the authorization code grant first.');
  const headers = { authorization: 'Bearer ' + access };
  const reply = await fetch(base + '/connect/userinfo', { headers });
  offerTrip(reply);
  const json = await reply.json();
  const head = 'GET ' + base + '/connect/userinfo\n' + 'authorization: ' + headers.authorization;
  show(head, reply.status + '\n' + JSON.stringify(json, null, 2), true);
  say(reply.status === 200 ? 'This is the user.' : 'Refused: ' + json.error);
}

async function authorize(client, offline) {
  const verifier = random();
  const state = random();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  const query = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    redirect_uri: callback,
    scope: scope + (offline ? ' offline_access' : ''),
    state,
    nonce: random(),
    code_challenge: encode(digest),
    code_challenge_method: 'S256',
  });
  sessionStorage.setItem('code', JSON.stringify({ client, verifier, state, query: String(query) }));
  location.assign(base + '/connect/authorize?' + query);
}

async function comeBack() {
  const query = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem('code') ?? 'null');
  history.replaceState(null, '', base + '/quickstart');
  if (kept === null || (!query.has('code') && !query.has('error'))) return;
  sessionStorage.removeItem('code');
  mark(kept.client === 'spa' ? 'code-spa' : 'code-web');
  const asked = 'GET ' + base + '/connect/authorize\n' + lines(new URLSearchParams(kept.query));
  show(asked, '303 ' + base + '/quickstart/callback\n' + lines(query), true);
  if (query.get('state') !== kept.state) return say('The answer belongs to another request.');
  if (query.has('error')) return say('Refused: ' + query.get('error'));
  await token(kept.client, {
    grant_type: 'authorization_code',
    code: query.get('code'),
    redirect_uri: callback,
    code_verifier: kept.verifier,
  });
}

/** Counts up when something else is run, so that an earlier poll ends. */
let current = 0;

async function poll(mine, client, fields, seconds) {
  let interval = seconds;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, interval * 1000));
    if (mine !== current) return;
    const { json } = await send('/connect/token', client, fields);
    if (json.error === 'slow_down') interval += 5;
    else if (json.error !== 'authorization_pending') {
      element('next').replaceChildren();
      return say(json.error === undefined ? 'Tokens were issued.' : 'Refused: ' + json.error);
    }
    say('Waiting for the decision …');
  }
}

const runs = {
  'client-credentials': () => token('m2m', { grant_type: 'client_credentials', scope: 'api.read' }),
  'wrong-scope': () => token('m2m', { grant_type: 'client_credentials', scope: 'api.everything' }),
  'code-web': () => authorize('web', true),
  'code-spa': () => authorize('spa', false),
  userinfo,
  refresh: () => {
    const kept = JSON.parse(sessionStorage.getItem('refresh') ?? 'null');
    if (kept === null) return say('There is no refresh token yet. Run the web application or the password grant first.');
    return token(kept.client, { grant_type: 'refresh_token', refresh_token: kept.token });
  },
  password: () =>
    token('legacy', { grant_type: 'password', username: 'alice', password: 'alice', scope: scope + ' offline_access' }),
  exchange: () => token('exchange', { grant_type: grant.exchange, user: 'alice', scope: 'api.read' }),
  device: async (mine) => {
    const { status, json } = await send('/connect/deviceauthorization', 'tv', { scope });
    if (status !== 200) return say('Refused: ' + json.error);
    say('The television shows ' + json.user_code + '.');
    offer(json.verification_uri_complete ?? json.verification_uri, 'Open the page and type ' + json.user_code);
    await poll(mine, 'tv', { grant_type: grant.device, device_code: json.device_code }, json.interval ?? 5);
  },
  ciba: async (mine) => {
    const fields = { scope, login_hint: 'alice', binding_message: 'Call ' + Math.floor(1000 + Math.random() * 9000) };
    const { status, json } = await send('/connect/ciba', 'call-center', fields);
    if (status !== 200) return say('Refused: ' + json.error);
    say('The call center tells alice the message “' + fields.binding_message + '”.');
    offer(base + '/ciba', 'Open the page of alice');
    await poll(mine, 'call-center', { grant_type: grant.ciba, auth_req_id: json.auth_req_id }, json.interval ?? 5);
  },
};

/** Marks what runs, and brings its outcome into sight. */
function mark(run) {
  for (const other of document.querySelectorAll('[aria-current]')) other.removeAttribute('aria-current');
  element('run-' + run)?.closest('article').setAttribute('aria-current', 'true');
  const { top, bottom } = element('status').getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) element('result').scrollIntoView();
}

for (const button of document.querySelectorAll('button[data-run]')) {
  button.addEventListener('click', async () => {
    current += 1;
    for (const id of ['request', 'response', 'decoded']) element(id).textContent = '';
    element('next').replaceChildren();
    element('trip-link').replaceChildren();
    element('steps').replaceChildren();
    worthKeeping = true;
    mark(button.dataset.run);
    say('Running …');
    try {
      await runs[button.dataset.run](current);
    } catch (error) {
      say('It failed: ' + error);
    }
  });
}
await comeBack();
`;
