/**
 * Checked here because the platform's own complaint about a bad header value quotes the value.
 * @throws Error when the key is missing or cannot stand in a header; the message never repeats it.
 */
export function checkApiKey(apiKey: string): void {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new Error('the Anthropic API key is empty or holds characters no key has');
}
