import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program.ts';
import { resolveConfiguration } from '../../src/config/resolve-configuration.ts';
import { masterSecret } from '../support/command.ts';
import { instructions } from './built-image.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { version } = JSON.parse(read('package.json')) as { readonly version: string };
const chart = 'deploy/helm/mintmark';
const valuesShape = z.fromJSONSchema(JSON.parse(read(`${chart}/values.schema.json`)));
const values = load(read(`${chart}/values.yaml`)) as Readonly<Record<string, unknown>>;
const templates = globSync(`${chart}/templates/*`, { cwd: root }).sort();

/** What is wrong with a command line of ours; the program itself is asked. */
function unknownWords([name, ...words]: readonly string[]): readonly string[] {
  const command = createProgram().commands.find((candidate) => candidate.name() === name);
  if (command === undefined) return [`${name} is no command`];
  const flags = words.filter((word) => word.startsWith('-'));
  return flags.filter((flag) => !command.options.some(({ long, short }) => flag === long || flag === short));
}

const inProduction = (configuration: unknown) =>
  resolveConfiguration(configuration, {
    mode: 'production',
    environment: {
      MINTMARK_ISSUER: 'https://id.example.com',
      MINTMARK_SECRET: masterSecret,
      DATABASE_URL: 'postgres://mintmark:secret@postgres:5432/mintmark',
    },
  });

describe('compose.yaml', () => {
  const { services, volumes } = load(read('deploy/compose.yaml')) as {
    readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };

  it('has a database, its migration, the server and a proxy, which alone can be reached from outside', () => {
    expect(Object.keys(services)).toEqual(['postgres', 'migrate', 'mintmark', 'proxy']);
    expect(Object.keys(services).filter((name) => services[name]?.['ports'] !== undefined)).toEqual(['proxy']);
    expect(Object.keys(volumes)).toEqual(['database', 'certificates', 'caddy']);
  });

  it('gives the server no right that it does not need', () => {
    for (const name of ['migrate', 'mintmark'])
      expect(services[name]).toMatchObject({
        image: `mintmark:${version}`,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
  });

  it('starts the server once the schema is there, and the proxy once the server is ready', () => {
    expect(services['migrate']?.['depends_on']).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(services['mintmark']?.['depends_on']).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    expect(services['proxy']?.['depends_on']).toEqual({ mintmark: { condition: 'service_healthy' } });
    expect(unknownWords(services['migrate']?.['command'] as string[])).toEqual([]);
  });

  it('has a configuration that production accepts', () => {
    const settings = inProduction(JSON.parse(read('deploy/mintmark.config.json')));
    expect(settings.issuer).toBe('https://id.example.com');
    expect(settings.listen).toMatchObject({ host: '0.0.0.0', port: 9400, trustProxy: true });
    // The network of these four is the proxy's alone.
    expect(settings.warnings).toEqual([
      'listen.trustProxy: whoever reaches this port without the proxy can claim any address and client certificate; let nobody else reach it',
    ]);
  });

  it('hands no certificate on that comes from outside', () => {
    const caddyfile = read('deploy/Caddyfile');
    expect(caddyfile).toContain('request_header -Client-Cert');
    expect(caddyfile).toContain('reverse_proxy mintmark:9400');
  });
});

describe('the chart', () => {
  it('has the version of the package', () => {
    expect(load(read(`${chart}/Chart.yaml`))).toMatchObject({ apiVersion: 'v2', version, appVersion: version });
  });

  it('has values that its schema and production accept', () => {
    expect(valuesShape.safeParse(values).error).toBeUndefined();
    expect(inProduction(values['configuration']).warnings).toEqual([]);
  });

  it.each([
    ['a misspelt value', { replicaCount: 2 }],
    ['no replica', { replicas: 0 }],
    [
      'an issuer without TLS',
      { configuration: { ...(values['configuration'] as object), issuer: 'http://id.example.com' } },
    ],
    [
      'a store that pods cannot share',
      { configuration: { ...(values['configuration'] as object), storage: { kind: 'sqlite' } } },
    ],
  ])('refuses %s', (_, wrong) => {
    expect(valuesShape.safeParse({ ...values, ...wrong }).success).toBe(false);
  });

  it('names only values and helpers that there are, and closes what it opens', () => {
    const defined = [...read(`${chart}/templates/_helpers.tpl`).matchAll(/define "([^"]+)"/g)].map(([, name]) => name);
    for (const template of templates) {
      const text = read(template);
      for (const [, path = ''] of text.matchAll(/\.Values\.([\w.]+)/g)) {
        const value = path
          .split('.')
          .reduce((part, name) => (part as Record<string, unknown>)?.[name], values as unknown);
        expect([template, path, value]).toEqual([template, path, expect.anything()]);
      }
      for (const [, name] of text.matchAll(/include "([^"]+)"/g)) expect(defined).toContain(name);
      const opened = text.match(/\{\{-? (?:if|with|range|define) /g) ?? [];
      expect([template, text.match(/\{\{-? end -?\}\}/g)?.length ?? 0]).toEqual([template, opened.length]);
    }
  });

  it('runs commands that there are', () => {
    const commands = templates.flatMap((template) => [...read(template).matchAll(/ args: \[(.*)\]/g)]);
    expect(commands.map(([, words = '']) => unknownWords(words.split(', ')))).toEqual([[], []]);
  });
});

describe('mintmark.service', () => {
  const lines = read('deploy/mintmark.service')
    .split('\n')
    .filter((line) => line !== '' && !/^[#[]/.test(line));

  it('has only keys that systemd knows', () => {
    const known = new Set(
      `Description Documentation Wants After Type ExecStartPre ExecStart ExecReload EnvironmentFile Restart RestartSec TimeoutStopSec LimitNOFILE
      DynamicUser StateDirectory StateDirectoryMode WorkingDirectory UMask NoNewPrivileges CapabilityBoundingSet AmbientCapabilities ProtectSystem
      ProtectHome ProtectProc ProtectClock ProtectHostname ProtectControlGroups ProtectKernelLogs ProtectKernelModules ProtectKernelTunables
      PrivateDevices PrivateTmp PrivateUsers RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID LockPersonality RemoveIPC
      SystemCallArchitectures SystemCallFilter WantedBy`.split(/\s+/),
    );
    expect(lines.filter((line) => !known.has(line.slice(0, line.indexOf('='))))).toEqual([]);
  });

  it('runs commands that there are', () => {
    const commands = lines.flatMap(
      (line) => /^Exec\w+=\/opt\/mintmark\/bin\/mintmark (.*)$/.exec(line)?.[1]?.split(' ') ?? [],
    );
    expect(commands).toEqual([
      ...['migrate', '--config', '/etc/mintmark/mintmark.config.json'],
      ...['start', '--config', '/etc/mintmark/mintmark.config.json'],
    ]);
  });
});

describe('the image', () => {
  it('starts a command that there is, with flags that it knows', () => {
    const [, command = '[]'] = instructions().find(([name]) => name === 'CMD') ?? [];
    expect(unknownWords(JSON.parse(command))).toEqual([]);
  });
});
