/** What the views add to the stylesheet of the pages, whose colours they use. */
export const explorerStylesheet = `
.explorer-links a + a, .explorer-links { margin-inline-start: 0; }
.explorer-links { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.trip-filter { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 0 1rem; align-items: end; margin-bottom: 1.5rem; }
.trip-filter .buttons { margin-top: 1rem; }
.scrolled { overflow-x: auto; }
.scrolled table, table#sent { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
.scrolled th, .scrolled td, table#sent th, table#sent td { padding: 0.4rem 0.6rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--edge); overflow-wrap: anywhere; }
.scrolled th, table#sent th { color: var(--quiet); font-weight: 600; }
.scrolled td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
#trips tr.refused td:nth-child(2), .reason { color: var(--problem); }
.timeline td.bar { width: 40%; min-width: 8rem; }
.timeline svg { display: block; width: 100%; height: 0.8rem; }
.timeline tr.store td:first-child, .timeline tr.event td:first-child, .timeline tr.seam td:first-child { padding-inline-start: 1.6rem; }
svg .rail { fill: var(--edge); }
svg rect.step { fill: var(--accent); }
svg rect.store { fill: var(--warning); }
svg rect.seam { fill: var(--notice); }
svg rect.event { fill: var(--quiet); }
svg rect.refused, svg rect.failed { fill: var(--problem); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 0 1.25rem; }
.problem .facts { display: block; }
.problem .facts dt, .problem .facts dd { color: var(--text); }
.problem .facts dt { font-weight: 600; }
.checks { padding: 0; list-style: none; }
.checks li { display: flex; gap: 0.6rem; }
.checks .passed .mark { color: var(--notice); }
.checks .failed .mark { color: var(--problem); }
#explanation h2 small { font-weight: 400; }
`;
