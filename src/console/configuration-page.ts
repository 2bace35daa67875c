import { serverFacts } from '../admin/server-facts.ts';
import { shownSettings } from '../admin/shown-settings.ts';
import { html } from '../pages/document.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import { facts } from './elements.ts';
import type { ConsolePage } from './page.ts';

/** `/configuration`: what this process was started with, secrets hidden. */
export function configurationPage(services: Pick<GroundServices, 'settings' | 'storeKind'>): ConsolePage {
  return {
    path: '/configuration',
    async show() {
      const { version, node, issuer, mode, store, processId, uptimeSeconds } = serverFacts(services);
      const settings = Object.entries(shownSettings(services.settings));
      return {
        title: 'Configuration',
        section: 'configuration',
        body: html`<p class="hint">As it was loaded, with every default. It is changed where it was loaded from; secrets are not shown.</p>
${facts([
  ['Version', `${version}, on Node ${node}, process ${processId}`],
  ['Issuer', issuer],
  ['Mode and store', `${mode}, ${store}`],
  ['Running for', `${Math.floor(uptimeSeconds / 3600)} hours and ${Math.floor((uptimeSeconds % 3600) / 60)} minutes`],
])}
${settings.map(
  ([name, value]) =>
    html`<details><summary><code>${name}</code></summary><pre tabindex="0" aria-label="${name}">${JSON.stringify(value, undefined, 2)}</pre></details>`,
)}`,
      };
    },
  };
}
