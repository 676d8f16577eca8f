import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Clock, Identity } from '../../common/index.js';
import { IdentityUnavailableError } from '../identity.errors.js';
import type { TokenOptions } from '../identity.options.js';
import { identityIn } from './claims.js';
import { LoginKeys } from './login-keys.js';

/** Asymmetric algorithms only, so that the public keys cannot be used to sign tokens. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const CLOCK_SKEW_SECONDS = 30;

/** Errors of jose if the keys could be read but none matches the token. */
const NO_KEY = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** Verifies tokens with the public keys of the login server. */
export class TokenVerifier {
  private readonly keys: LoginKeys;

  constructor(
    private readonly options: TokenOptions,
    private readonly clock: Clock,
  ) {
    this.keys = new LoginKeys(options.jwksUrl, clock);
  }

  /**
   * The identity of a valid token; `null` for any other.
   * @throws IdentityUnavailableError if the keys cannot be read
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
      // The failed check is not revealed, because that would help an attacker.
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
