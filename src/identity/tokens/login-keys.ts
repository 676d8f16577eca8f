import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../common/index.js';

/** Longest wait for the login server, in milliseconds. */
const TIMEOUT_MS = 3_000;
/** Far more than the keys of a login server take. */
const MAX_BYTES = 262_144;
/** After this long the keys are read again, so that one that was taken back no longer counts. */
const FRESH_MS = 600_000;
/** While they cannot be read those that are known count on, but no longer than this. */
const STALE_MS = 3_600_000;
/** A token with an unknown key has the keys read again, but not more often than this. */
const COOLDOWN_MS = 30_000;
/** After a failure the login server is left alone for this long, and after each further one for twice as long. */
const MIN_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;

type Key = Awaited<ReturnType<JWTVerifyGetKey>>;

/**
 * The public keys of the login server, read when they are needed. How often is decided here, and not by jose: it asks a
 * login server that is down once for each request, and forgets what it knows after ten minutes.
 */
export class LoginKeys {
  private readonly remote;
  /** When they were last read, and until when it is not tried again, both in milliseconds. */
  private readAt = -Infinity;
  private waitUntil = -Infinity;
  private failures = 0;
  private lastError: unknown;
  private reading: Promise<void> | undefined;

  constructor(
    url: string,
    private readonly clock: Clock,
  ) {
    this.remote = createRemoteJWKSet(new URL(url), {
      timeoutDuration: TIMEOUT_MS,
      cacheMaxAge: Infinity,
      cooldownDuration: Infinity,
      [customFetch]: fetchLimited,
    });
  }

  /**
   * @throws JWKSNoMatchingKey where none of the keys is the token's
   * @throws what keeps the keys from being read, where they have to be
   */
  async find(...[header, token]: Parameters<JWTVerifyGetKey>): Promise<Key> {
    if (this.age >= FRESH_MS) {
      await this.read().catch((error: unknown) => {
        if (this.age >= STALE_MS) throw error;
      });
    }
    try {
      return await this.remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.age < COOLDOWN_MS) throw error;
      await this.read();
      return this.remote(header, token);
    }
  }

  private get age(): number {
    return this.now - this.readAt;
  }

  private get now(): number {
    return this.clock.now().getTime();
  }

  /** Once for all who ask meanwhile; not at all so soon after a failure. */
  private async read(): Promise<void> {
    if (this.now < this.waitUntil) throw this.lastError;
    this.reading ??= this.remote
      .reload()
      .then(
        () => this.succeeded(),
        (error: unknown) => this.failed(error),
      )
      .finally(() => (this.reading = undefined));
    await this.reading;
  }

  private succeeded(): void {
    this.readAt = this.now;
    this.failures = 0;
  }

  private failed(error: unknown): never {
    this.waitUntil = this.now + Math.min(MIN_BACK_OFF_MS * 2 ** this.failures, MAX_BACK_OFF_MS);
    this.failures += 1;
    this.lastError = error;
    throw error;
  }
}

/** As `fetch` does, but no more of the answer is held than a key set can be. */
const fetchLimited: FetchImplementation = async (url, options) => {
  const { status, body } = await fetch(url, options);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Error(`the JSON Web Key Set has more than ${MAX_BYTES} bytes`);
    pieces.push(piece);
  }
  // A redirect has a status that no `Response` can be made with; jose takes 200 and nothing else.
  return status === 200 ? new Response(Buffer.concat(pieces)) : Response.error();
};
