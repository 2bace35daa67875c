/**
 * A server of the Model Context Protocol (streamable HTTP) whose tools act for users: notes are listed with one scope and added with another.
 * Everything about tokens is in `mintmark/resource-server`; the authorization server is beside it.
 */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import express from 'express';
import { expressMetadata, expressProtection, protectResource, tokenOf } from 'mintmark/resource-server';
import { z } from 'zod';

/** The scopes of tools that need more than `notes.read`. */
const furtherScopes: Readonly<Record<string, readonly string[]>> = { add_note: ['notes.write'] };

const notes = new Map<string, string[]>();

/** Serves `resource`, such as `http://localhost:9401/mcp`, to whoever has a token of `issuer` for it. */
export async function startMcpServer(issuer: string, resource: string) {
  const { pathname, hostname, port } = new URL(resource);
  const api = protectResource({
    resource,
    issuer,
    scopes: ['notes.read', 'notes.write'],
    metadata: { resource_name: 'Notes' },
  });
  const app = express();
  app.get(api.metadataPath, expressMetadata(api));
  // The body first: which scopes a request needs depends on the tool that it calls.
  app.use(pathname, express.json());
  app.use(
    pathname,
    expressProtection(api, (request) => ({ scopes: scopesFor('body' in request ? request.body : undefined) })),
  );
  app.post(pathname, async (request, response) => {
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    const mcp = notesServer(tokenOf(request).subject ?? '');
    response.on('close', () => void mcp.close());
    // As the SDK's types have it, except under exactOptionalPropertyTypes.
    await mcp.connect(transport as Transport);
    await transport.handleRequest(request, response, 'body' in request ? request.body : undefined);
  });
  const http = app.listen(Number(port), hostname);
  await new Promise((resolve) => http.once('listening', resolve));
  return {
    close: () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** What a message, or each of several, asks for; a client that has less hears what is missing, and asks its user (step-up). */
function scopesFor(body: unknown): readonly string[] {
  const calls = z.object({ method: z.literal('tools/call'), params: z.object({ name: z.string() }) });
  const further = [body].flat().flatMap((message) => {
    const { data } = calls.safeParse(message);
    return data === undefined ? [] : (furtherScopes[data.params.name] ?? []);
  });
  return ['notes.read', ...new Set(further)];
}

function notesServer(user: string): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  const own = () => notes.get(user) ?? [];
  const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
  server.registerTool('list_notes', { description: 'Lists your notes.' }, () => text(own().join('\n') || 'No notes.'));
  server.registerTool(
    'add_note',
    { description: 'Adds a note.', inputSchema: { note: z.string().max(1000) } },
    ({ note }) => {
      notes.set(user, [...own(), note]);
      return text('Added.');
    },
  );
  return server;
}
