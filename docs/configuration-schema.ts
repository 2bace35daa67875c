import { z } from 'zod';
import { writtenSchema } from '../src/config/schema.ts';

/** A JSON Schema of the configuration for editors: `"$schema": "./node_modules/mintmark/docs/reference/configuration.schema.json"`. */
export function configurationJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(writtenSchema, {
    target: 'draft-07',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // `env:NAME` may stand for any string, and an editor cannot know what it holds.
      delete jsonSchema.pattern;
      delete jsonSchema.format;
      delete jsonSchema.typeName;
    },
  });
  return `${JSON.stringify({ $schema, title: 'Configuration of Mintmark', ...schema, properties: { $schema: { type: 'string' }, ...schema.properties } }, null, 2)}\n`;
}
