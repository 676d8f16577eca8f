declare const ADAPTER: string;

/** The HTTP server that this run of the suite is about, for every service it starts, in this process or another. */
export const ADAPTER_ENV: Readonly<Record<string, string>> = { HTTP_ADAPTER: ADAPTER };
