// The package brings no types of its own; the benchmark names what it uses.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Saved {
    save(): Promise<string>;
  }
  type Model<Instance> = new (properties: object) => Instance;

  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (message: IncomingMessage, response: ServerResponse) => void;
    readonly Client: { find(id: string): Promise<object> };
    readonly Grant: Model<
      Saved & { addOIDCScope(scope: string): void; addResourceScope(api: string, scope: string): void }
    >;
    readonly RefreshToken: Model<Saved>;
    readonly AuthorizationCode: Model<Saved>;
    readonly AccessToken: Model<Saved & { resourceServer: object }>;
    readonly ResourceServer: new (
      identifier: string,
      info: object,
    ) => object;
  }
}
