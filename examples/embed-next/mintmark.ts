import { createServer, type MintmarkServer } from 'mintmark';
import { embedded } from '../embedded.ts';

const { APP_URL = 'http://localhost:9400' } = process.env;
let server: Promise<MintmarkServer> | undefined;

/** One server for the whole application, made by the first request: `next build` loads this file too, and must open no store. */
export function getServer(): Promise<MintmarkServer> {
  server ??= createServer({ ...embedded, issuer: `${APP_URL}/id` });
  return server;
}
