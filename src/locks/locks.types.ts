/** What is locked, by whom. */
export interface LockRequest {
  /** SHA-256 of the name. */
  readonly id: string;
  /** SHA-256 of the request that alone may share the outcome; `null` when any may. */
  readonly fingerprint: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A lock that this process holds. */
export interface LockHandle {
  readonly id: string;
  /** Identifies this holding: each later one, in this process or another, has another value. */
  readonly holder: string;
  /** As in the request: the very same one may share the outcome. */
  readonly fingerprint: string | null;
}

/** What is left of a lock that has ended, for those who wait for it and those who come later. */
export interface KeptOutcome {
  readonly outcome: object;
  /** For how long it is kept, in milliseconds. */
  readonly forMs: number;
}

export type LockOutcome<T> =
  | { readonly held: LockHandle }
  /** `waited`: another request held the lock when this one came. */
  | { readonly found: T; readonly waited: boolean };
