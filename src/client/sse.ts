/** The body of a response with server-sent events; without a body there are no events. */
export type ByteStream = ReadableStream<Uint8Array> | null | undefined;

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** Parses server-sent events as they arrive. Comments and an incomplete last event are skipped. */
export async function* readEvents(stream: ByteStream): AsyncGenerator<ServerEvent, void, undefined> {
  if (!stream) return;
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      const blocks = text.split(/\r?\n\r?\n/);
      text = blocks.pop() ?? '';
      for (const block of blocks) yield* toEvent(block);
    }
  } finally {
    // Also runs when the caller leaves its loop, so that the service notices the disconnect.
    await reader.cancel();
  }
}

function* toEvent(block: string): Generator<ServerEvent> {
  const lines = block.split(/\r?\n/);
  const data = valuesOf('data', lines);
  if (data.length > 0) yield { event: valuesOf('event', lines).at(-1) ?? 'message', data: data.join('\n') };
}

function valuesOf(field: string, lines: readonly string[]): string[] {
  const start = `${field}:`;
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length).replace(/^ /, ''));
}
