import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../common/index.js';

/** Timeout of a request to the login server, in milliseconds. */
const TIMEOUT_MS = 3_000;
/** Maximum size of a key set, in bytes; real ones are much smaller. */
const MAX_BYTES = 262_144;
/** Age in milliseconds at which the keys are read again, so that removed keys become invalid. */
const FRESH_MS = 600_000;
/** Maximum age in milliseconds for which known keys are used while the login server is unavailable. */
const STALE_MS = 3_600_000;
/** Minimum interval in milliseconds between reads that tokens with an unknown key cause. */
const COOLDOWN_MS = 30_000;
/** Delay in milliseconds after a failed read, doubled for each further failure. */
const MIN_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;

type Key = Awaited<ReturnType<JWTVerifyGetKey>>;

/**
 * Caches the public keys of the login server. The cache is implemented here and not by jose, which would contact an
 * unavailable login server for each request and discard known keys after ten minutes.
 */
export class LoginKeys {
  private readonly remote;
  /** Time of the last successful read, in milliseconds. */
  private readAt = -Infinity;
  /** Time until which no new attempt is made, in milliseconds. */
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
   * @throws JWKSNoMatchingKey if no key matches the token
   * @throws the error of the read, if the keys must be read and cannot be
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

  /** Concurrent callers share one read. Throws the last error while the delay after a failure lasts. */
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

/** `fetch` with a limit on the size of the response. */
const fetchLimited: FetchImplementation = async (url, options) => {
  const { status, body } = await fetch(url, options);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Error(`the JSON Web Key Set has more than ${MAX_BYTES} bytes`);
    pieces.push(piece);
  }
  // Other statuses become a network error: `Response` cannot represent a redirect, and jose accepts only 200.
  return status === 200 ? new Response(Buffer.concat(pieces)) : Response.error();
};
