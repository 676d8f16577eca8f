import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface SigningKey {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK & { readonly kid: string };
}

export async function newSigningKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Whoever signs tokens, with the address at which the keys are published. */
export class LoginServer {
  readonly issuer = 'https://login.example.com/';
  readonly audience = 'reprise';
  /** How often the keys were asked for. */
  asked = 0;
  published: readonly SigningKey[] = [];
  /** Answers in place of the keys. */
  answer: ((reply: ServerResponse) => void) | null = null;

  private constructor(private readonly server: Server) {}

  static async start(...published: SigningKey[]): Promise<LoginServer> {
    const server = createServer((_request, reply) => login.serve(reply));
    const login: LoginServer = new LoginServer(server);
    login.published = published;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return login;
  }

  get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      AUTH_MODE: 'jwt',
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/keys`,
      AUTH_ISSUER: this.issuer,
      AUTH_AUDIENCE: this.audience,
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(reply: ServerResponse): void {
    this.asked += 1;
    if (this.answer) return this.answer(reply);
    reply.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: this.published.map((k) => k.jwk) }));
  }
}

/** A token with exactly these claims. */
export function sign(key: SigningKey, claims: JWTPayload, header: object = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.jwk.kid, ...header }).sign(key.privateKey);
}
