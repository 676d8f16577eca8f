/** The package brings no types of its own. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { readonly headers: { readonly accept?: string | undefined } });
    /** The best of the available types by the request's `Accept` (RFC 9110, section 12.5.1), if it takes one at all. */
    mediaType(available: readonly string[]): string | undefined;
  }
}
