import { explorerStylesheet } from '../explorer/views/stylesheet.ts';
import { builtInStylesheet } from '../pages/stylesheet.ts';

/** `/assets/console.css`: the look of all pages, and what the console has beyond it. */
export const consoleStylesheet = `${builtInStylesheet}
${explorerStylesheet}
:root { --series-1: #0b5cad; --series-2: #1b7f5c; --series-3: #a8590a; --series-4: #8a2f8f; --series-5: #b3263f; --series-6: #66717f; }
@media (prefers-color-scheme: dark) {
  :root { --series-1: #79b8ff; --series-2: #6fd3ab; --series-3: #f0a860; --series-4: #dd9be2; --series-5: #ff93a3; --series-6: #a9b3be; }
}
#service { justify-content: flex-start; max-width: min(78rem, 100% - 2rem); margin: 0 auto; padding: 1.25rem 0 0.75rem; }
#skip { position: absolute; inset-inline-start: -100vw; }
#skip:focus { inset-inline-start: 1rem; inset-block-start: 0.5rem; padding: 0.5rem 0.75rem; background: var(--surface); }
#console { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: center; justify-content: space-between; max-width: min(78rem, 100% - 2rem); margin: 0 auto 1rem; }
#console ul { display: flex; flex-wrap: wrap; gap: 0.25rem; margin: 0; padding: 0; list-style: none; }
#console li { margin: 0; }
#console a { display: inline-block; padding: 0.35rem 0.7rem; color: var(--text); text-decoration: none; border-radius: var(--radius); }
#console a:hover { background: var(--surface); text-decoration: underline; }
#console a[aria-current] { font-weight: 650; background: var(--surface); box-shadow: inset 0 0 0 1px var(--edge); }
#console form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; color: var(--quiet); font-size: 0.9rem; }
main.wide { max-width: min(78rem, 100% - 2rem); padding: 1.75rem; }
main > section:first-of-type:not(.problem) { border-top: 0; }
h3 { margin: 0; font-size: 0.95rem; }
.unseen:not(iframe) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.counts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1rem 0; }
.counts > div { padding: 0.75rem 1rem; border: 1px solid var(--edge); border-radius: var(--radius); }
.counts dd { margin: 0; font-size: 1.35rem; font-weight: 650; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem; }
.chart { min-width: 0; margin: 0; padding: 1rem 1.1rem; border: 1px solid var(--edge); border-radius: var(--radius); }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin: 0.35rem 0 0.6rem; padding: 0; list-style: none; font-size: 0.85rem; }
.legend li { margin: 0; }
.swatch { display: inline-block; width: 0.7rem; height: 0.7rem; margin-inline-end: 0.35rem; border-radius: 0.15rem; background: currentcolor; }
.plot { position: relative; }
.plot svg { display: block; width: 100%; height: 8rem; }
.most, .axis { color: var(--quiet); font-size: 0.75rem; }
.most { position: absolute; inset-block-start: 0; inset-inline-start: 0; padding-inline-end: 0.3rem; background: var(--surface); }
.axis { display: flex; justify-content: space-between; margin: 0.2rem 0 0.5rem; }
.chart .grid { fill: none; stroke: var(--edge); vector-effect: non-scaling-stroke; }
.chart .bar { fill: currentcolor; }
.chart .line { fill: none; stroke: currentcolor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
${[1, 2, 3, 4, 5, 6].map((number) => `.series-${number} { color: var(--series-${number}); }`).join('\n')}
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--quiet); }
.scrolled { position: relative; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
th, td { padding: 0.45rem 0.75rem 0.45rem 0; text-align: start; vertical-align: top; border-bottom: 1px solid var(--edge); }
thead th { color: var(--quiet); font-size: 0.85rem; font-weight: 600; }
tbody th { font-weight: 600; }
td, tbody th { min-width: 5rem; overflow-wrap: anywhere; }
td form { display: inline; }
.tag { display: inline-block; padding: 0 0.45rem; font-size: 0.8rem; border: 1px solid var(--line); border-radius: 1rem; white-space: nowrap; }
.tag.off { color: var(--problem); border-color: currentcolor; }
.search { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: end; margin: 1rem 0; }
.search > div { flex: 1 1 10rem; }
.search label { margin-top: 0; }
.search button { flex: 0 0 auto; }
.actions { display: flex; flex-wrap: wrap; gap: 0.6rem; margin: 1rem 0; }
.actions form { display: contents; }
.actions button, .actions a.button, td button { flex: 0 1 auto; min-height: 2.4rem; padding: 0.35rem 0.9rem; }
a.button.plain { color: var(--text); background: var(--surface); border-color: var(--line); }
a.button.plain:hover { border-color: var(--text); background: var(--background); filter: none; }
button.danger { color: var(--problem); border-color: currentcolor; }
input[type="number"], input[type="search"], input[type="url"], input[type="datetime-local"] { width: 100%; min-height: 2.9rem; padding: 0.55rem 0.8rem; font: inherit; color: var(--text); background: var(--field); border: 1px solid var(--line); border-radius: var(--radius); }
textarea { min-height: 5rem; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9rem; }
.narrow { max-width: 40rem; }
.secret { font-size: 1rem; user-select: all; }
dl.counts dt { font-size: 0.85rem; }
.choices-wide { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); }
.kinds { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 0.75rem; margin: 1rem 0; padding: 0; list-style: none; }
.kinds a { display: block; height: 100%; padding: 0.9rem 1rem; border: 1px solid var(--edge); border-radius: var(--radius); }
.kinds li + li { margin-top: 0; }
@media (max-width: 30rem) {
  #service, #console { max-width: none; margin-inline: 1.25rem; padding-inline: 0; }
  main.wide { max-width: none; padding: 1rem 1.25rem 2.5rem; }
}
@media (forced-colors: active) { .chart .bar, .chart .line, .swatch { forced-color-adjust: none; } }
`;
