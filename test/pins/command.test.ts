import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/command.md'), 'utf8');

/** Commands that do something, with the words that lead to them. */
function leaves(command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] {
  const { commands } = command;
  if (commands.length === 0) return [[words.join(' '), command]];
  return commands.flatMap((child) => leaves(child, [...words, child.name()]));
}

const commands = leaves(createProgram());

describe('the page about the command', () => {
  it('names every command', () => {
    expect(commands.map(([name]) => name)).toEqual([
      'init',
      'dev',
      'start',
      'check',
      'doctor',
      'migrate',
      'keys list',
      'keys rotate',
      'keys retire',
      'users list',
      'users add',
      'users password',
      'users disable',
      'users remove',
      'users unlock',
      'users sessions',
      'users sign-out',
      'clients list',
      'clients show',
      'clients update',
      'clients remove',
      'clients invite',
      'clients add',
      'clients secret',
      'clients disable',
      'import identityserver',
      'import oidc-provider',
      'import keycloak',
      'import hydra',
      'audit',
      'admin token',
      'hash password',
      'hash secret',
    ]);
    for (const [name] of commands) {
      const [first = '', second] = name.split(' ');
      expect(page).toMatch(
        new RegExp(`^\\| \`mintmark ${first}.*${second === undefined ? '' : `[ \`]${second}[ \`]`}`, 'm'),
      );
    }
  });

  it('names every flag', () => {
    const flags = new Set(commands.flatMap(([, command]) => command.options.map(({ long }) => long)));
    expect([...flags].filter((flag) => !page.includes(`\`${flag}`) && !page.includes(`${flag}\``))).toEqual([]);
  });
});
