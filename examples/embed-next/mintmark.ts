import { createServer } from 'mintmark';
import { embedded } from '../embedded.ts';

const { APP_URL = 'http://localhost:9400' } = process.env;

/** One server for the whole application, made when the first request needs it. */
export const server = createServer({ ...embedded, issuer: `${APP_URL}/id` });
