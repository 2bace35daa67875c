/** `/assets/quickstart.css`: what the quickstart page has beyond the look of all pages. */
export const quickstartStylesheet = `main.wide { max-width: min(78rem, 100% - 2rem); }
.quickstart { display: grid; grid-template-columns: minmax(17rem, 24rem) minmax(0, 1fr); gap: 2rem; align-items: start; }
.runs { display: grid; gap: 0.75rem; }
.runs article { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.25rem 1rem; align-items: center; margin: 0; padding: 0.9rem 1rem; }
.runs article[aria-current] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.runs h2 { margin: 0; font-size: 1rem; }
.runs p { grid-column: 1; margin: 0; font-size: 0.9rem; color: var(--quiet); }
.runs button { grid-column: 2; grid-row: 1 / span 2; min-width: 4.5rem; }
.result { margin: 0; padding: 1.1rem 1.25rem; border: 1px solid var(--edge); border-radius: var(--radius); }
.result h2 { margin: 0; }
.result h3 { margin: 1rem 0 0.4rem; font-size: 0.95rem; }
.result pre { margin: 0; min-height: 2.9rem; }
#status { margin: 0.25rem 0 0.5rem; font-weight: 600; }
#next:empty, #trip-link:empty, #steps:empty { display: none; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--quiet); }
details pre { margin-top: 0.4rem; }
.links { margin-top: 2rem; color: var(--quiet); }
@media (max-width: 56rem) {
  .quickstart { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 30rem) {
  main.wide { max-width: none; }
}
`;
