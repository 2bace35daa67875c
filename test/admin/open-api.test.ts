import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, startAdmin } from '../support/admin.ts';
import { type Answer, answerOf } from '../support/connect.ts';

let server: AdminServer;
let document: Answer;
beforeAll(async () => {
  server = await startAdmin();
  document = await answerOf(await fetch(`${server.admin}/admin/v1/openapi.json`));
});
afterAll(() => server.close());

describe('the OpenAPI document', () => {
  it('is valid as OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(document.json)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(document.json.servers).toEqual([{ url: `${server.admin}/admin/v1` }]);
  });

  it('has each operation once, with its problems by status, every one of them described', async () => {
    const operations = await server.server.services.adminOperations();
    const ids = operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const described = Object.values<Record<string, { operationId: string; responses: object }>>(
      document.json.paths,
    ).flatMap((path) => Object.values(path));
    expect(described.map(({ operationId }) => operationId).toSorted()).toEqual(ids.toSorted());
    const told = JSON.stringify(described);
    const { enum: types } = document.json.components.schemas.Problem.properties.type;
    const never = ['no-such-path', 'method-not-allowed'].map((name) => `urn:mintmark:problem:${name}`);
    expect(types.filter((type: string) => !told.includes(type)).toSorted()).toEqual(never.toSorted());
    for (const one of described)
      expect(Object.keys(one.responses)).toEqual(expect.arrayContaining(['401', '403', '503']));
  });
});
