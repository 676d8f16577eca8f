/** The `anthropic-version` header that our SDK sends: the dialect that everything stored was written in. */
export const CLAUDE_API_VERSION = '2026-10-21';
