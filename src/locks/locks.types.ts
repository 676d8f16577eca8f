/** What is locked, by whom. */
export interface LockRequest {
  /** SHA-256 of the name. */
  readonly id: string;
  /** SHA-256 of the request that alone may share the outcome; `null` when any may. */
  readonly fingerprint: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A lock that somebody here holds. */
export interface LockHandle {
  readonly id: string;
  /** Names this holding: whoever takes the lock afterwards, in this process or another, is somebody else. */
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
  /** `waited`: somebody else was at it when the request came. */
  | { readonly found: T; readonly waited: boolean };
