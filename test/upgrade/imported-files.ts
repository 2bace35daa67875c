import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `mintmark import` reads: PBKDF2 of `the password of erin` and of `the secret of the importer`, made with Python's hashlib. */
const files = {
  keycloak: {
    users: [
      {
        id: 'e',
        username: 'erin',
        enabled: true,
        credentials: [
          {
            type: 'password',
            secretData:
              '{"value":"Z3PaLvZ2QWNkWMFi78OPkECwW6xPx/RPfORxSL+f8bYWCirGvUSon7ckNmCzNTo32Npm1I2WjrgwknDL8UoykQ==","salt":"MDEyMzQ1Njc4OWFiY2RlZg=="}',
            credentialData: '{"hashIterations":27500,"algorithm":"pbkdf2-sha256"}',
          },
        ],
      },
    ],
  },
  hydra: [
    {
      client_id: 'importer',
      client_secret: '$pbkdf2-sha256$i=25000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$vcIE8XYcld7DXyO1y9jelD9NbBmSGzakMFVsbUyrMjQ',
      grant_types: ['client_credentials'],
      scope: 'orders.read',
    },
  ],
};

/** Writes files of other servers; returns whose each is, and where. */
export function importedFiles(folder: string): readonly (readonly [source: string, path: string])[] {
  return Object.entries(files).map(([source, content]) => {
    const path = join(folder, `${source}.json`);
    writeFileSync(path, JSON.stringify(content));
    return [source, path] as const;
  });
}
