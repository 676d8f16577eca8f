/** The package has no types. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { readonly headers: { readonly accept?: string | undefined } });
    /** The available type that the request's `Accept` prefers (RFC 9110, section 12.5.1), if it accepts any. */
    mediaType(available: readonly string[]): string | undefined;
  }
}
