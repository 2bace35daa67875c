/** The look of all pages. Colours are variables, so that a stylesheet of your own may set them alone. */
export const builtInStylesheet = `:root {
  color-scheme: light dark;
  --background: #f3f5f8;
  --surface: #ffffff;
  --field: #ffffff;
  --text: #1a1f26;
  --quiet: #566070;
  --line: #7b8594;
  --edge: #dfe4ea;
  --accent: #0b5cad;
  --on-accent: #ffffff;
  --problem: #a40e26;
  --notice: #14632e;
  --warning: #7a4d00;
  --radius: 0.5rem;
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  --shadow: 0 1px 2px rgb(15 23 42 / 6%), 0 8px 24px rgb(15 23 42 / 7%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #0e1217;
    --surface: #171d25;
    --field: #0e1217;
    --text: #e8ebef;
    --quiet: #a9b3be;
    --line: #76808b;
    --edge: #2b343f;
    --accent: #79b8ff;
    --on-accent: #06182b;
    --problem: #ff9aa5;
    --notice: #7fdb9c;
    --warning: #f2c063;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--background); color: var(--text); font-family: var(--font); line-height: 1.5; overflow-wrap: anywhere; }
#service { display: flex; gap: 0.6rem; align-items: center; justify-content: center; padding: 3rem 1rem 1.25rem; font-size: 1.1rem; font-weight: 650; letter-spacing: 0.01em; }
main { max-width: 28rem; margin: 0 auto 4rem; padding: 2.25rem; background: var(--surface); border: 1px solid var(--edge); border-radius: calc(2 * var(--radius)); box-shadow: var(--shadow); }
main > :last-child { margin-bottom: 0; }
h1 { margin: 0 0 0.25rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1.05rem; line-height: 1.35; }
p { margin: 0.5rem 0 1rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
.subtitle, .hint, small { color: var(--quiet); }
.subtitle { margin: 0 0 1.25rem; }
#client-links { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 1.5rem 0 0; padding: 1rem 0 0; border-top: 1px solid var(--edge); list-style: none; font-size: 0.9rem; }
#client-links li { margin: 0; }
.signed-in { display: flex; flex-wrap: wrap; gap: 0 0.75rem; justify-content: space-between; padding-bottom: 0.9rem; border-bottom: 1px solid var(--edge); }
.hint { font-size: 0.9rem; }
.client-logo { display: block; width: auto; max-width: 12rem; margin-bottom: 1rem; }
label { display: block; margin: 1.1rem 0 0.35rem; font-weight: 600; }
input[type="text"], input[type="password"], textarea, select { width: 100%; min-height: 2.9rem; padding: 0.55rem 0.8rem; font: inherit; color: var(--text); background: var(--field); border: 1px solid var(--line); border-radius: var(--radius); }
input[aria-invalid="true"] { border-color: var(--problem); border-width: 2px; }
input.code, p.code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 1.4rem; letter-spacing: 0.15em; text-align: center; }
p.code { padding: 0.75rem; background: var(--background); border: 1px dashed var(--line); border-radius: var(--radius); }
fieldset { min-width: 0; margin: 1.25rem 0 0; padding: 0; border: 0; }
legend { padding: 0 0 0.4rem; font-weight: 600; }
fieldset .choice { padding: 0.65rem 0.8rem; border: 1px solid var(--edge); border-top-width: 0; }
fieldset legend + .choice { border-top-width: 1px; border-start-start-radius: var(--radius); border-start-end-radius: var(--radius); }
fieldset .choice:last-child { border-end-start-radius: var(--radius); border-end-end-radius: var(--radius); }
.choice { display: grid; grid-template-columns: 1.25rem 1fr; align-items: start; column-gap: 0.7rem; padding: 0.35rem 0; }
.choice label { margin: 0; font-weight: 400; cursor: pointer; }
.choice label.emphasis { font-weight: 600; }
.choice .hint, .choice dl, .choice .choices { grid-column: 2; margin: 0; }
.choice dl { padding-top: 0.25rem; }
.choice dd:last-child { margin-bottom: 0; }
.choice .choices .choice { padding: 0.35rem 0; border: 0; }
fieldset ~ .choice, .choice.apart { margin-top: 1rem; }
#signed-in { margin: 0; padding: 0; border: 0; }
input[type="checkbox"], input[type="radio"] { width: 1.15rem; height: 1.15rem; margin: 0.2rem 0 0; accent-color: var(--accent); cursor: pointer; }
input[type="checkbox"]:disabled, input[type="checkbox"]:disabled + label { cursor: default; }
.buttons, .providers { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.5rem; }
.providers { flex-direction: column; margin-top: 0.75rem; }
button, a.button { flex: 1; display: inline-block; min-height: 2.9rem; padding: 0.6rem 1.1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: var(--text); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
button:hover, a.button:hover { border-color: var(--text); background: var(--background); }
button.primary, a.button { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
button.primary:hover, a.button:hover { background: var(--accent); border-color: var(--accent); filter: brightness(0.92); }
button:active, a.button:active { transform: translateY(1px); }
button.link { min-height: 0; padding: 0.25rem 0.5rem; font-weight: 400; color: var(--accent); background: none; border: 0; text-decoration: underline; text-underline-offset: 0.15em; }
.other { margin: 0.75rem 0 0; text-align: center; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.or { display: flex; gap: 0.75rem; align-items: center; margin: 1.5rem 0 0; color: var(--quiet); }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--edge); }
.problem, .notice, .warning, .empty { margin: 1.25rem 0; padding: 0.8rem 1rem; border: 1px solid; border-inline-start-width: 4px; border-radius: var(--radius); background: var(--surface); }
.problem { color: var(--problem); }
.problem h2 { margin: 0; font-size: 1rem; }
.problem p { margin: 0.25rem 0 0; }
.notice { color: var(--notice); }
.warning { color: var(--warning); }
.empty { padding: 1.5rem 1rem; border: 1px dashed var(--line); color: var(--quiet); text-align: center; }
article, section { margin-top: 1.25rem; }
article { padding: 1.1rem 1.25rem 1.25rem; border: 1px solid var(--edge); border-radius: var(--radius); }
article > h2, section > h2 { margin-top: 0; }
main > section { padding-top: 1.25rem; border-top: 1px solid var(--edge); }
dl { margin: 0.75rem 0; }
dt { color: var(--quiet); font-size: 0.9rem; }
dd { margin: 0 0 0.75rem; }
dd.binding-message { font-size: 1.25rem; font-weight: 600; }
dl.details { padding: 1rem 1.25rem 0.25rem; background: var(--background); border-radius: var(--radius); }
ul { margin: 0.25rem 0; padding-inline-start: 1.25rem; }
li + li { margin-top: 0.15rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9rem; }
pre { padding: 0.75rem 1rem; overflow: auto; background: var(--background); border: 1px solid var(--edge); border-radius: var(--radius); white-space: pre-wrap; }
:is([dir="rtl"], :lang(hi)) :is(h1, #service) { letter-spacing: normal; }
:lang(ko) { word-break: keep-all; }
iframe.unseen { display: block; width: 0; height: 0; border: 0; visibility: hidden; }
html[data-display="popup"] #service { padding: 1rem 1rem 0.75rem; }
html[data-display="popup"] main { margin-bottom: 1rem; padding: 1.5rem; }
@media (max-width: 30rem) {
  body { background: var(--surface); }
  #service { padding: 1.5rem 1.25rem 0.5rem; justify-content: flex-start; }
  main { margin: 0; padding: 1rem 1.25rem 2.5rem; border: 0; border-radius: 0; box-shadow: none; }
  .buttons { flex-direction: column; }
}
@media (prefers-reduced-motion: no-preference) { button, a.button { transition: background-color 120ms, border-color 120ms, filter 120ms; } }
@media (forced-colors: active) { button, input, main, article { border: 1px solid ButtonText; } }
`;
