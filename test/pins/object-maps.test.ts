import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { sourceFiles } from './source-files.ts';

interface SyntaxNode {
  readonly type?: string;
  readonly name?: string;
  readonly id?: SyntaxNode;
  readonly init?: SyntaxNode | null;
  readonly left?: SyntaxNode;
  readonly object?: SyntaxNode;
  readonly property?: SyntaxNode;
  readonly computed?: boolean;
}

/** Variables that hold an object literal and are filled under names that are not written down: `__proto__` could be one. */
function literalMaps(source: string): readonly string[] {
  const literals = new Set<string>();
  const filled: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { type, id, init, left } = value as SyntaxNode;
    if (type === 'VariableDeclarator' && init?.type === 'ObjectExpression' && id?.name !== undefined) {
      literals.add(id.name);
    }
    if (type === 'AssignmentExpression' && left?.type === 'MemberExpression' && left.computed === true) {
      if (left.object?.name !== undefined && left.property?.type !== 'Literal') filled.push(left.object.name);
    }
    for (const member of Object.values(value)) visit(member);
  };
  visit(parseAst(source, { lang: 'ts' }));
  return filled.filter((name) => literals.has(name));
}

it('finds an object literal that is used as a map', () => {
  expect(literalMaps('const a: Record<string, number> = {}; for (const n of names) a[n] = 1;')).toEqual(['a']);
  expect(literalMaps('const a = Object.create(null); a[n] = 1; const b = { x: 1 }; b["x"] = 2;')).toEqual([]);
});

it('no object literal is used as a map: a name `__proto__` from outside would set its prototype', () => {
  const found = sourceFiles('src').flatMap(({ path }) =>
    literalMaps(readFileSync(join(import.meta.dirname, '../../src', path), 'utf8')).map((name) => `${path}: ${name}`),
  );
  // Their names are those of the code itself.
  expect([...new Set(found)]).toEqual([
    'clients/metadata/read-metadata.ts: metadata',
    'tokens/token-creation-service.ts: payload',
  ]);
});
