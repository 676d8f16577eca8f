import { type AnalysisEvent, analysisEvents, type ByteStream, StreamCutError } from './index.js';

const STARTED = 'event: result.started\ndata: {"id":"1"}\n\n';
const DELTA = 'event: result.delta\ndata: {"text":"é日👩‍👧"}\n\n';
const COMPLETED = 'event: result.completed\ndata: {"id":"1"}\n\n';
const FAILED = 'event: error\ndata: {"problem":{"code":"claude_error"}}\n\n';

function streamOf(pieces: readonly Uint8Array[], left = () => undefined): ByteStream {
  const rest = [...pieces];
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const next = rest.shift();
        if (next) controller.enqueue(next);
        else controller.close();
      },
      cancel: left,
    },
    { highWaterMark: 0 },
  );
}

const bytes = (text: string) => new TextEncoder().encode(text);
const inBytes = (text: string) => [...bytes(text)].map((byte) => Uint8Array.of(byte));

async function read(stream: ByteStream): Promise<AnalysisEvent['event'][]> {
  const names: AnalysisEvent['event'][] = [];
  for await (const { event } of analysisEvents(stream)) names.push(event);
  return names;
}

describe('the events of a stream', () => {
  it.each([
    ['line feeds', (text: string) => text],
    ['carriage returns and line feeds', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('are read byte by byte, without the comments between them, with %s', async (_name, ended) => {
    const text = ended(`${STARTED}: still here\n\n${DELTA}${COMPLETED}`);
    const events: AnalysisEvent[] = [];
    for await (const event of analysisEvents(streamOf(inBytes(text)))) events.push(event);
    expect(events).toEqual([
      { event: 'result.started', data: { id: '1' } },
      { event: 'result.delta', data: { text: 'é日👩‍👧' } },
      { event: 'result.completed', data: { id: '1' } },
    ]);
  });

  it('end with the error of a stream that failed', async () => {
    expect(await read(streamOf([bytes(STARTED + FAILED)]))).toEqual(['result.started', 'error']);
  });

  it.each([
    ['after a piece', STARTED + DELTA],
    ['inside of the last event', STARTED + COMPLETED.trimEnd()],
    ['before the first one', ''],
  ])('end with a StreamCutError if the stream was cut %s', async (_name, text) => {
    await expect(read(streamOf([bytes(text)]))).rejects.toThrow(StreamCutError);
  });

  it('cancel the request when the reader leaves the loop', async () => {
    const left = jest.fn();
    for await (const { event } of analysisEvents(streamOf([bytes(STARTED), bytes(DELTA)], left))) {
      if (event === 'result.started') break;
    }
    expect(left).toHaveBeenCalledTimes(1);
  });
});
