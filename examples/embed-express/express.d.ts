// What the example uses of Express; an application would install `@types/express`.
declare module 'express' {
  import type { IncomingMessage, Server, ServerResponse } from 'node:http';

  interface Response extends ServerResponse {
    send(body: string): void;
    json(body: unknown): void;
    status(code: number): Response;
  }

  export type Handler = (request: IncomingMessage, response: Response, next: (error?: unknown) => void) => unknown;

  interface Application {
    use(...handlers: readonly (string | readonly string[] | Handler)[]): void;
    get(path: string, ...handlers: readonly Handler[]): void;
    post(path: string, ...handlers: readonly Handler[]): void;
    listen(port: number, host: string): Server;
  }

  function express(): Application;
  namespace express {
    interface ParserOptions {
      readonly type?: (request: IncomingMessage) => boolean;
    }
    function json(): Handler;
    function urlencoded(options?: { readonly extended: boolean }): Handler;
    function text(options: ParserOptions): Handler;
    function raw(options: ParserOptions): Handler;
  }
  export default express;
}
