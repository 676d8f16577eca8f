import { EventEmitter } from 'node:events';
import { text as readAll } from 'node:stream/consumers';
import fc from 'fast-check';
import { ValidationFailedError } from '../common/index.js';
import { EventStream } from './event-stream.js';

/** The part of an Express response that an event stream uses. */
class Reply extends EventEmitter {
  code: number | null = null;
  readonly headers: Record<string, string> = {};

  status(code: number): void {
    this.code = code;
  }

  header(name: string, value: string): void {
    this.headers[name] = value;
  }
}

interface Opened {
  readonly reply: Reply;
  readonly events: EventStream;
}

function open(): Opened {
  const reply = new Reply();
  return { reply, events: new EventStream(reply) };
}

/** Everything that was sent, as pairs of event and data. */
async function sentBy({ events }: Opened, work: () => Promise<void>): Promise<[string, unknown][]> {
  const file = await events.run(work);
  return parse(await readAll(file.getStream()));
}

function parse(sent: string): [string, unknown][] {
  const blocks = sent.split('\n\n');
  expect(blocks.pop()).toBe('');
  return blocks.map((block) => {
    const [, event = '', data = ''] = /^event: ([^\n]*)\ndata: ([^\n]*)$/.exec(block) ?? [];
    return [event, JSON.parse(data)];
  });
}

describe('an event stream', () => {
  it('sends its events in order and ends with the work', async () => {
    const stream = open();
    const sent = await sentBy(stream, async () => {
      stream.events.send('started', { id: 1 });
      await new Promise((resolve) => setImmediate(resolve));
      stream.events.send('delta', { text: 'line\nbreak\r and \u2028' });
    });
    expect(sent).toEqual([
      ['started', { id: 1 }],
      ['delta', { text: 'line\nbreak\r and \u2028' }],
    ]);
  });

  it('sends its content type, headers that forbid storing and buffering, and the headers given to open', async () => {
    const { reply, events } = open();
    const file = await events.run(async () => {
      events.open({ Location: '/results/1' });
      events.open({ Location: '/too/late' });
      events.send('started', {});
    });
    expect(reply.code).toBe(200);
    expect(reply.headers).toEqual({
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      Location: '/results/1',
    });
    expect(file.getHeaders().type).toBe('text/event-stream; charset=utf-8');
    expect(file.getHeaders().length).toBeUndefined();
  });

  it('sends nothing, not even a status, before its first event', async () => {
    const { reply, events } = open();
    let begin: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (begin = resolve));
    let isAnswered = false;
    const answering = events.run(() => held.then(() => events.send('started', {})));
    void answering.then(() => (isAnswered = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect({ isAnswered, code: reply.code, headers: reply.headers }).toEqual({
      isAnswered: false,
      code: null,
      headers: {},
    });
    begin();
    await answering;
    expect(reply.code).toBe(200);
  });

  it('is readable from its first event on, while the work continues', async () => {
    const { events } = open();
    const file = await events.run(() => {
      events.send('started', {});
      return new Promise(() => undefined);
    });
    const [chunk] = (await EventEmitter.once(file.getStream(), 'data')) as [Buffer];
    expect(chunk.toString()).toContain('event: started');
  });

  it('throws the error of the work if it fails before the first event, without having sent anything', async () => {
    const { reply, events } = open();
    const error = new Error('too early');
    await expect(events.run(() => Promise.reject(error))).rejects.toBe(error);
    expect(reply.code).toBeNull();
  });

  it('sends a later error as its last event, in the form of a problem', async () => {
    const stream = open();
    const sent = await sentBy(stream, async () => {
      stream.events.send('started', {});
      throw new ValidationFailedError('not so', { errors: [{ field: 'text', message: 'too long' }] });
    });
    expect(sent.map(([event]) => event)).toEqual(['started', 'error']);
    expect(sent[1]?.[1]).toMatchObject({
      problem: {
        status: 400,
        code: 'validation_failed',
        detail: 'not so',
        errors: [{ field: 'text', message: 'too long' }],
      },
    });
  });

  it('hides the message of an unexpected error', async () => {
    const stream = open();
    const sent = await sentBy(stream, async () => {
      stream.events.send('started', {});
      throw new Error('SELECT secret FROM passwords');
    });
    expect(sent[1]).toEqual(['error', { problem: expect.objectContaining({ status: 500, code: 'internal_error' }) }]);
    expect(JSON.stringify(sent)).not.toContain('secret');
  });
});

describe('a text that is sent as events', () => {
  it('is, joined, the text, in pieces that are cut between characters', async () => {
    const unit = fc.oneof(fc.constantFrom('😀', '\u0000', 'é', 'a'), fc.string({ unit: 'binary', maxLength: 1 }));
    const long = fc.tuple(fc.nat(4_100), unit, fc.array(unit, { maxLength: 60 }), fc.nat(3_000));
    await fc.assert(
      fc.asyncProperty(long, async ([before, filler, units, times]) => {
        const text = 'x'.repeat(before) + units.join('') + filler.repeat(times);
        const stream = open();
        const sent = await sentBy(stream, async () => stream.events.sendText('delta', text));
        const pieces = sent.map(([, data]) => (data as { text: string }).text);
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) {
          expect(piece.length).toBeGreaterThan(0);
          expect(piece.length).toBeLessThanOrEqual(4_097);
          expect(piece.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is no event at all when it is empty', async () => {
    const stream = open();
    expect(await sentBy(stream, async () => stream.events.sendText('delta', ''))).toEqual([]);
  });
});

describe('a client that disconnects', () => {
  it.each(['before the first event', 'after it'])('%s is noticed at once', async (when) => {
    const { reply, events } = open();
    const gone = new Promise<void>((resolve) => events.onGone(resolve));
    const work = () => {
      if (when === 'after it') events.send('started', {});
      return new Promise<void>(() => undefined);
    };
    void events.run(work);
    reply.emit('close');
    await gone;
  });

  it('receives nothing more, and the work runs to its end', async () => {
    const { reply, events } = open();
    let isDone = false;
    const file = await events.run(async () => {
      events.send('started', {});
      reply.emit('close');
      await new Promise((resolve) => setImmediate(resolve));
      events.send('delta', {});
      events.sendText('delta', 'more');
      isDone = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(true);
    expect(file.getStream().destroyed).toBe(true);
  });

  it('is not reported if it has read everything', async () => {
    const { reply, events } = open();
    const gone = jest.fn();
    events.onGone(gone);
    const file = await events.run(async () => events.send('completed', {}));
    await readAll(file.getStream());
    reply.emit('close');
    await new Promise((resolve) => setImmediate(resolve));
    expect(gone).not.toHaveBeenCalled();
  });
});

describe('the heartbeat', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  it('is a comment every 15 seconds, also before the first event', async () => {
    const { reply, events } = open();
    let finish: () => void = () => undefined;
    const answering = events.run(() => new Promise((resolve) => (finish = resolve)));
    jest.advanceTimersByTime(14_999);
    expect(reply.code).toBeNull();
    jest.advanceTimersByTime(30_001);
    const file = await answering;
    finish();
    const sent = await readAll(file.getStream());
    expect(sent.match(/^:.*\n\n/gm)).toHaveLength(3);
    expect(sent.replace(/^:.*\n\n/gm, '')).toBe('');
  });

  it.each([
    ['the work is done', async ({ events }: Opened) => void (await events.run(async () => events.send('done', {})))],
    [
      'the work failed',
      async ({ events }: Opened) =>
        void (await events.run(() => Promise.reject(new Error('no'))).catch(() => undefined)),
    ],
    [
      'the client left',
      async ({ events, reply }: Opened) => {
        void events.run(() => new Promise(() => undefined));
        reply.emit('close');
      },
    ],
  ])('stops when %s', async (_, end) => {
    await end(open());
    await new Promise((resolve) => setImmediate(resolve));
    expect(jest.getTimerCount()).toBe(0);
  });
});
