import { isPlainObject } from './environment-references.ts';
import { checkExtensionGrantTypes } from './extension-grant-rules.ts';
import { needsCode } from './page-settings.ts';
import type { ProblemList } from './problem-list.ts';

/** A function, a list, `dev` or `production`, any object, or one with these methods. */
type Kind = 'function' | 'list' | 'mode' | readonly string[];

/** Members that only code can give (`ServerOptions`), and so much of their shape that a mistake shows before it is stumbled over. */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['services', []],
  ['mode', 'mode'],
  ['onEvent', 'function'],
  ['environment', []],
  ['reloadFrom', 'function'],
  ['afterReload', 'function'],
  ['extensionGrantValidators', 'list'],
  ['authorizationDetailTypes', 'list'],
  ['customTokenRequestValidator', ['validate']],
  ['customAuthorizeRequestValidator', ['validate']],
  ['customDeviceRequestValidator', ['validate']],
  ['customBackchannelRequestValidator', ['validate']],
  ['interactionUrl', 'function'],
  ['resourceOwnerPasswordValidator', ['validate']],
  ['profileService', ['claims', 'isActive']],
  ['pages', []],
  ['notifyUser', 'function'],
  ['clock', ['now']],
  ['log', ['debug', 'info', 'warn', 'error', 'child']],
  ['store', ['migrate', 'ping', 'close']],
]);

export const codeOnlyMembers: readonly string[] = [...kinds.keys()];

export function checkCodeMembers(input: Readonly<Record<string, unknown>>, problems: ProblemList): void {
  for (const [name, kind] of kinds) {
    const value = input[name];
    const message = value === undefined ? undefined : mistake(value, kind);
    if (message !== undefined) problems.add([name], message);
  }
  const { extensionGrantValidators: validators, services } = input;
  if (Array.isArray(validators)) {
    const path = ['extensionGrantValidators'];
    validators.forEach((validator: unknown, index) => {
      const message = mistake(validator, ['validate']);
      if (message !== undefined) problems.add([...path, index], message);
    });
    checkExtensionGrantTypes(path, validators, problems);
  }
  if (isPlainObject(services)) {
    for (const [name, make] of Object.entries(services)) {
      if (make === undefined) continue;
      if (typeof make !== 'function') problems.add(['services', name], needsCode('a function'));
      else if (/^class\b/.test(Function.prototype.toString.call(make))) {
        const example = `(services) => new ${make.name || 'My'}(services)`;
        problems.add(['services', name], `must be a function that makes it, such as ${example}`);
      }
    }
  }
}

function mistake(value: unknown, kind: Kind): string | undefined {
  if (kind === 'mode') return value === 'dev' || value === 'production' ? undefined : 'must be "dev" or "production"';
  if (kind === 'function') return typeof value === 'function' ? undefined : needsCode('a function');
  if (kind === 'list') return Array.isArray(value) ? undefined : needsCode('a list');
  if (typeof value !== 'object' || value === null) return needsCode('an object');
  const missing = kind.filter((method) => typeof (value as Record<string, unknown>)[method] !== 'function');
  return missing.length === 0 ? undefined : `must have the method ${missing[0]}`;
}
