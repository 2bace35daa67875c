// Asks what is wanted of the user, sends back what they did, and goes where the answer says.
const interaction = `/id/interaction/${new URLSearchParams(location.search).get('interaction')}`;
const element = (id) => document.getElementById(id);
const words = { invalid_username_or_password: 'Wrong name or password.' };

async function answer(result) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(interaction, { method: 'POST', headers, body: JSON.stringify(result) });
  const body = await response.json();
  if (response.ok) location.assign(body.location);
  else element('problem').textContent = words[body.error_description] ?? body.error_description ?? body.error;
}

function field(label, attributes) {
  const input = Object.assign(document.createElement('input'), attributes);
  const line = document.createElement('label');
  line.append(`${label} `, input, document.createElement('br'));
  element('fields').append(line);
  return input;
}

function askForPassword(details) {
  element('heading').textContent = `Sign in to ${details.client.clientName}`;
  const username = field('Name', { autocomplete: 'username', value: details.loginHint ?? '' });
  const password = field('Password', { type: 'password', autocomplete: 'current-password' });
  return () => ({ login: { username: username.value, password: password.value } });
}

function askForConsent(details) {
  element('heading').textContent = `What may ${details.client.clientName} do?`;
  // `textContent` and properties, never HTML: names come from elsewhere.
  const boxes = details.requestedScopes.map(({ name, displayName, required }) => {
    const disabled = required || name === 'openid';
    return { name, box: field(displayName ?? name, { type: 'checkbox', checked: true, disabled }) };
  });
  const remember = details.mayRemember ? field('Remember this', { type: 'checkbox' }) : undefined;
  return () => ({
    consent: {
      scopes: boxes.filter(({ box }) => box.checked).map(({ name }) => name),
      remember: remember?.checked === true,
    },
  });
}

async function show() {
  const response = await fetch(interaction);
  const details = await response.json();
  if (!response.ok) throw new Error(details.error_description ?? details.error);
  const result = details.prompt === 'consent' ? askForConsent(details) : askForPassword(details);
  element('form').addEventListener('submit', (event) => {
    event.preventDefault();
    void answer(result());
  });
  element('refuse').addEventListener('click', () => void answer({ refused: true }));
}

show().catch((error) => {
  element('problem').textContent = error.message;
});
