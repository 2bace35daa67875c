/** The look of all pages. Colours are variables, so that a stylesheet of your own may set them alone. */
export const builtInStylesheet = `:root {
  color-scheme: light dark;
  --background: #f4f5f7;
  --surface: #ffffff;
  --text: #1b1f24;
  --quiet: #565e68;
  --line: #7d8590;
  --accent: #0b5cad;
  --on-accent: #ffffff;
  --problem: #a40e26;
  --notice: #14632e;
  --warning: #7a4d00;
  --radius: 0.5rem;
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #0f1318;
    --surface: #181e25;
    --text: #e8ebef;
    --quiet: #a9b3be;
    --line: #76808b;
    --accent: #79b8ff;
    --on-accent: #06182b;
    --problem: #ff9aa5;
    --notice: #7fdb9c;
    --warning: #f2c063;
  }
}
* { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--background); color: var(--text); font-family: var(--font); line-height: 1.5; overflow-wrap: anywhere; }
#service { display: flex; gap: 0.6rem; align-items: center; justify-content: center; padding: 2rem 1rem 1rem; font-weight: 600; }
main { max-width: 27rem; margin: 0 auto 3rem; padding: 2rem; background: var(--surface); border-radius: calc(2 * var(--radius)); box-shadow: 0 1px 3px rgb(0 0 0 / 20%); }
main.wide { max-width: 60rem; }
h1 { margin: 0 0 0.25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.25rem 0 0.5rem; font-size: 1.1rem; }
p { margin: 0.5rem 0 1rem; }
a { color: var(--accent); }
.subtitle, .hint, small { color: var(--quiet); }
.subtitle { margin-top: 0; }
.hint { font-size: 0.9rem; }
.client-logo { max-width: 12rem; margin-bottom: 1rem; }
label { display: block; margin: 1rem 0 0.3rem; font-weight: 600; }
input[type="text"], input[type="password"], textarea, select { width: 100%; min-height: 2.75rem; padding: 0.5rem 0.75rem; font: inherit; color: var(--text); background: var(--background); border: 1px solid var(--line); border-radius: var(--radius); }
input[aria-invalid="true"] { border-color: var(--problem); border-width: 2px; }
input.code, p.code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 1.4rem; letter-spacing: 0.15em; text-align: center; }
p.code { padding: 0.75rem; border: 1px dashed var(--line); border-radius: var(--radius); }
fieldset { margin: 1rem 0; padding: 0.5rem 1rem 1rem; border: 1px solid var(--line); border-radius: var(--radius); }
legend { padding: 0 0.4rem; font-weight: 600; }
.choice { display: grid; grid-template-columns: 1.5rem 1fr; align-items: baseline; column-gap: 0.5rem; padding: 0.35rem 0; }
.choice label { margin: 0; font-weight: 400; }
.choice label.emphasis { font-weight: 600; }
.choice .hint { grid-column: 2; margin: 0; }
input[type="checkbox"] { width: 1.15rem; height: 1.15rem; accent-color: var(--accent); }
.buttons, .providers { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.5rem; }
.providers { flex-direction: column; margin-top: 0.75rem; }
button, a.button { flex: 1; display: inline-block; min-height: 2.75rem; padding: 0.5rem 1.1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: var(--text); background: transparent; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
button.primary, a.button { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
button:hover, a.button:hover { filter: brightness(1.08); text-decoration: underline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.or { margin: 1.25rem 0 0; text-align: center; color: var(--quiet); }
.problem, .notice, .warning { margin: 1rem 0; padding: 0.75rem 1rem; border-left: 4px solid; border-radius: var(--radius); background: var(--background); }
.problem { color: var(--problem); }
.problem h2 { margin: 0; }
.problem p { margin: 0.25rem 0 0; }
.notice { color: var(--notice); }
.warning { color: var(--warning); }
article, section { margin-top: 1.5rem; padding-top: 0.5rem; border-top: 1px solid var(--line); }
dl { margin: 0.5rem 0; }
dt { font-weight: 600; }
dd { margin: 0 0 0.5rem; }
ul { margin: 0.25rem 0; padding-left: 1.25rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9rem; }
pre { padding: 0.75rem; overflow: auto; background: var(--background); border: 1px solid var(--line); border-radius: var(--radius); white-space: pre-wrap; }
iframe.unseen { display: block; width: 0; height: 0; border: 0; visibility: hidden; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem; }
@media (max-width: 30rem) {
  main { margin: 0; padding: 1.25rem; border-radius: 0; min-height: 80vh; }
  .buttons { flex-direction: column; }
}
@media (prefers-reduced-motion: no-preference) { button, a.button { transition: filter 120ms; } }
@media (forced-colors: active) { button, input { border: 1px solid ButtonText; } }
`;
