import type { AuthorizeResponse } from '../model/authorize-request.ts';
import type { HttpReply } from '../model/http-message.ts';
import { contentSecurityPolicyHash } from './authorize-script-hash.ts';

/** The only script of the server; the policy allows it by its hash. */
const script = 'document.forms[0].submit()';
const scriptHash = contentSecurityPolicyHash(script);

/**
 * A page that posts the answer to the client (OAuth 2.0 Form Post Response Mode); without JavaScript the person presses the button.
 * The form carries no cookie of ours, so that nothing in it can be aimed at this server.
 */
export function formPostReply(
  action: string,
  parameters: AuthorizeResponse,
  headers: Readonly<Record<string, string | readonly string[]>>,
): HttpReply {
  const fields = Object.entries(parameters)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n');
  // No `form-action`: browsers apply it to where the client redirects next, which is not ours to know.
  const policy = `default-src 'none'; script-src '${scriptHash}'; base-uri 'none'; frame-ancestors 'none'`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Continue</title></head>
<body>
<main>
<h1>Signed in</h1>
<form method="post" action="${escapeHtml(action)}">
${fields}
<p>You are being sent back to the application.</p>
<button type="submit">Continue</button>
</form>
</main>
<script>${script}</script>
</body>
</html>
`,
  };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
