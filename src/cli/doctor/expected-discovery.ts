import type { JsonObject } from '../../model/json.ts';
import { BackgroundWork } from '../../operations/background-work.ts';
import { createServices } from '../../server/create-services.ts';
import { modules } from '../../server/modules.ts';
import type { Services } from '../../server/services.ts';
import { createMemoryStore } from '../../stores/memory/memory-store.ts';
import type { Patient } from './patient.ts';

/** The discovery document that a server with this configuration has; `undefined` where a service of its own cannot be made here. */
export async function expectedDiscovery({ options, settings }: Patient): Promise<JsonObject | undefined> {
  try {
    const secrets = settings.secrets.length > 0 ? settings.secrets : [Buffer.alloc(32, 7).toString('base64url')];
    const services = createServices<Services>(modules, options.services ?? {}, {
      options,
      settings: { ...settings, secrets },
      store: createMemoryStore(),
      following: undefined,
      background: new BackgroundWork(() => undefined),
    });
    const document = services.discoveryResponseGenerator.process(settings.issuer);
    return JSON.parse(JSON.stringify(document));
  } catch {
    return undefined;
  }
}
