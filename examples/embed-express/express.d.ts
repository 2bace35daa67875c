// What the example uses of Express; an application would install `@types/express`.
declare module 'express' {
  import type { IncomingMessage, Server, ServerResponse } from 'node:http';

  type Handler = (request: IncomingMessage, response: ServerResponse & { send(body: string): void }) => unknown;

  interface Application {
    use(...handlers: readonly (string | readonly string[] | Handler)[]): void;
    get(path: string, handler: Handler): void;
    listen(port: number, host: string): Server;
  }

  function express(): Application;
  namespace express {
    function urlencoded(): Handler;
  }
  export default express;
}
