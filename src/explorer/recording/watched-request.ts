import type { HttpRequest } from '../../model/http-message.ts';

/** The same request; what was read of its body is at hand until it is answered. */
export class WatchedRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  /** The body, if the endpoint wanted it. */
  read: Uint8Array | undefined = undefined;
  private readonly request: HttpRequest;

  constructor(request: HttpRequest) {
    this.request = request;
    this.method = request.method;
    this.target = request.target;
  }

  header(name: string): string | undefined {
    return this.request.header(name);
  }

  async body(maximumBytes: number): Promise<Uint8Array> {
    this.read = await this.request.body(maximumBytes);
    return this.read;
  }

  get remoteAddress(): string | undefined {
    return this.request.remoteAddress;
  }

  get clientCertificate(): Uint8Array | undefined {
    return this.request.clientCertificate;
  }
}
