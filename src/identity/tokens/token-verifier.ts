import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Clock, Identity } from '../../common/index.js';
import { IdentityUnavailableError } from '../identity.errors.js';
import type { TokenOptions } from '../identity.options.js';
import { identityIn } from './claims.js';
import { LoginKeys } from './login-keys.js';

/** Public-key signatures only: whoever can check a token with one of these cannot make one. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const CLOCK_SKEW_SECONDS = 30;

/** What jose says of a token when the keys could be read and none is for it. */
const NO_KEY = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** Checks tokens against the public keys of the login server. */
export class TokenVerifier {
  private readonly keys: LoginKeys;

  constructor(
    private readonly options: TokenOptions,
    private readonly clock: Clock,
  ) {
    this.keys = new LoginKeys(options.jwksUrl, clock);
  }

  /**
   * Whom the token names; `null` where it does not count, whatever is wrong with it.
   * @throws IdentityUnavailableError when the keys cannot be read
   */
  async verify(token: string): Promise<Identity | null> {
    const payload = await this.payloadOf(token);
    return payload && identityIn(payload, this.options);
  }

  private async payloadOf(token: string): Promise<JWTPayload | null> {
    const { issuer, audience } = this.options;
    try {
      const { payload } = await jwtVerify(token, (header, jws) => this.keyFor(header, jws), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: this.clock.now(),
      });
      return payload;
    } catch (error) {
      if (error instanceof IdentityUnavailableError) throw error;
      // Which check failed would help nobody as much as who tries out what passes.
      return null;
    }
  }

  private async keyFor(...[header, token]: Parameters<JWTVerifyGetKey>): Promise<Awaited<ReturnType<JWTVerifyGetKey>>> {
    try {
      return await this.keys.find(header, token);
    } catch (error) {
      throw NO_KEY.some((kind) => error instanceof kind) ? error : new IdentityUnavailableError(error);
    }
  }
}
