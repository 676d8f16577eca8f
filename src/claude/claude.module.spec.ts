import { Test } from '@nestjs/testing';
import { Clock, CommonModule } from '../common/index.js';
import { ClaudeClient, type ClaudeRequest } from './claude-client.js';
import { ClaudeOverloadedError } from './claude.errors.js';
import { ClaudeModule } from './claude.module.js';
import type { ClaudeModuleOptions } from './claude.options.js';
import { ClaudeService } from './claude.service.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import { ModelCatalogue } from './models/model-catalogue.js';
import { FakeClaudeClient } from './testing/fake-claude-client.js';
import { LoopbackClaude, json, MESSAGE } from './testing/loopback-claude.js';

const REQUEST: ClaudeRequest = {
  model: 'claude-haiku-4-5',
  maxTokens: 64,
  system: null,
  messages: [{ role: 'user', content: 'hello' }],
  effort: null,
  schema: null,
  cachePrefix: false,
};

class StoppedClock extends Clock {
  time = new Date(0);
  now(): Date {
    return this.time;
  }
}

const clock = new StoppedClock();
beforeEach(() => (clock.time = new Date('2026-11-15T00:00:00Z')));

const time = CommonModule.forRoot({ clock });

async function open(options: ClaudeModuleOptions = {}) {
  const fake = new FakeClaudeClient();
  const module = await Test.createTestingModule({
    imports: [ClaudeModule.forRoot({ ...options, imports: [time] })],
  })
    .overrideProvider(ClaudeClient)
    .useValue(fake)
    .compile();
  return { fake, service: module.get(ClaudeService), gate: module.get(ConcurrencyGate) };
}

describe('ClaudeService', () => {
  it('answers with the reply, its text and its cost', async () => {
    const { fake, service } = await open();
    fake.willAnswer('Hello');
    const { reply } = await service.attempt(REQUEST);
    // The fake uses 10 input and 5 output tokens: 10 × 1,000,000 + 5 × 5,000,000.
    expect(reply).toMatchObject({
      text: 'Hello',
      costPicoUsd: 35_000_000n,
      requestId: 'req_fake_1',
      stopReason: 'end_turn',
    });
    expect(fake.asked).toEqual([REQUEST]);
  });

  it('prices the model that replied, not the requested one', async () => {
    const { fake, service } = await open();
    fake.willAnswer({ model: 'claude-unheard-of' });
    expect((await service.attempt(REQUEST)).reply.costPicoUsd).toBeNull();
  });

  it('applies the prices of the day of sending', async () => {
    const { fake, service } = await open({ prices: [{ ...FREE_PRICE, from: '2026-11-15' }] });
    clock.time = new Date('2026-11-14T23:59:59Z');
    const release = fake.hold();
    const end = service.attempt(REQUEST);
    await new Promise((resolve) => setImmediate(resolve));
    clock.time = new Date('2026-11-15T00:00:01Z');
    release();
    expect((await end).reply.costPicoUsd).toBeNull();
    expect((await service.attempt(REQUEST)).reply.costPicoUsd).toBe(0n);
  });

  it('sends no more than the allowed calls at once', async () => {
    const { fake, service, gate } = await open({ maxConcurrency: 1 });
    const release = fake.hold();
    const replies = [service.attempt(REQUEST), service.attempt(REQUEST)];
    await new Promise((resolve) => setImmediate(resolve));
    expect({ asked: fake.asked.length, waiting: gate.waiting }).toEqual({ asked: 1, waiting: 1 });
    release();
    await Promise.all(replies);
    expect({ asked: fake.asked.length, inFlight: gate.inFlight }).toEqual({ asked: 2, inFlight: 0 });
  });

  it("passes the caller's signal on to Claude", async () => {
    const { fake, service, gate } = await open();
    fake.hold();
    const leaving = new AbortController();
    const reply = service.attempt(REQUEST, { signal: leaving.signal });
    await new Promise((resolve) => setImmediate(resolve));
    leaving.abort(new Error('the user left'));
    await expect(reply).rejects.toThrow('the user left');
    expect(gate.inFlight).toBe(0);
  });

  it('sends a request once, however it fails', async () => {
    const { fake, service } = await open({ maxRetries: 5 });
    fake.willAnswer(new ClaudeOverloadedError('full', { isTransient: true }));
    await expect(service.attempt(REQUEST)).rejects.toThrow('full');
    expect(fake.asked).toHaveLength(1);
  });

  it('runs beforeSend when a slot is free, before the request is sent', async () => {
    const { fake, service } = await open({ maxConcurrency: 1 });
    const release = fake.hold();
    const first = service.attempt(REQUEST);
    const seen: number[] = [];
    const beforeSend = () => Promise.resolve(void seen.push(fake.asked.length));
    const second = service.attempt(REQUEST, { beforeSend });
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    release();
    await Promise.all([first, second]);
    expect(seen).toEqual([1]);
    expect(fake.asked).toHaveLength(2);
  });

  it('sends nothing if beforeSend fails, and releases the slot', async () => {
    const { fake, service, gate } = await open();
    const beforeSend = () => Promise.reject(new Error('not noted'));
    await expect(service.attempt(REQUEST, { beforeSend })).rejects.toThrow('not noted');
    expect({ asked: fake.asked.length, inFlight: gate.inFlight }).toEqual({ asked: 0, inFlight: 0 });
  });

  it('streams if onText is given, and prices the reply', async () => {
    const { fake, service } = await open();
    fake.willAnswer('Hello');
    const pieces: string[] = [];
    const end = await service.attempt(REQUEST, { onText: (piece) => pieces.push(piece) });
    expect(end).toMatchObject({ isWhole: true, reply: { text: 'Hello', costPicoUsd: 35_000_000n } });
    expect(pieces.join('')).toBe('Hello');
  });

  it('knows the defaults', async () => {
    expect((await open()).service.defaults).toEqual({ model: 'claude-sonnet-5-5', maxTokens: 4096 });
    const { service } = await open({ defaultModel: 'claude-opus-5', defaultMaxTokens: 10 });
    expect(service.defaults).toEqual({ model: 'claude-opus-5', maxTokens: 10 });
  });
});

describe('ClaudeModule', () => {
  it('takes its options from another module asynchronously, and calls Claude', async () => {
    const claude = new LoopbackClaude();
    await claude.open();
    claude.will(json(200, MESSAGE));
    const module = await Test.createTestingModule({
      imports: [
        ClaudeModule.forRootAsync({
          imports: [time],
          inject: [Clock],
          useFactory: (now: Clock) => ({ apiKey: `sk-${now.now().getUTCFullYear()}`, baseUrl: claude.url }),
        }),
      ],
    }).compile();
    expect((await module.get(ClaudeService).attempt(REQUEST)).reply.text).toBe('Hello');
    expect(claude.seen[0]?.headers['authorization']).toBe('Bearer sk-2026');
    await claude.close();
  });

  it('exports a ModelCatalogue that uses the same client', async () => {
    const module = await Test.createTestingModule({
      imports: [ClaudeModule.forRoot({ apiKey: 'sk', imports: [time] })],
    })
      .overrideProvider(ClaudeClient)
      .useValue(new FakeClaudeClient())
      .compile();
    expect(await module.get(ModelCatalogue).windowOf('claude-opus-5')).toBe(200_000);
  });

  it("uses the host's own client instead of a key", async () => {
    const create = jest.fn(() => Promise.resolve(MESSAGE));
    const stream = (): never => {
      throw new Error('not asked for');
    };
    const models = { retrieve: stream };
    const options = { client: { messages: { create, stream }, models }, imports: [time] };
    const module = await Test.createTestingModule({ imports: [ClaudeModule.forRoot(options)] }).compile();
    await module.get(ClaudeService).attempt(REQUEST);
    expect(create).toHaveBeenCalledTimes(1);
  });

  it.each([{}, { apiKey: '' }])('does not start without a key: %j', async (options) => {
    const starting = Test.createTestingModule({
      imports: [ClaudeModule.forRoot({ ...options, imports: [time] })],
    });
    await expect(starting.compile()).rejects.toThrow('API key');
  });

  it('is two separate modules for two hosts in one process', async () => {
    const one = await open();
    const two = await open({ defaultModel: 'claude-opus-5' });
    expect(one.gate).not.toBe(two.gate);
    expect(one.service.defaults.model).toBe('claude-sonnet-5-5');
  });

  it('reports every option that is wrong at once', async () => {
    const wrong = {
      maxConcurrency: 0,
      timeoutMs: 1.5,
      maxRetries: -1,
      maxQueueMs: 2 ** 31,
      maxQueued: NaN,
      defaultModel: ' ',
    };
    const names = /defaultModel[^]*timeoutMs[^]*maxRetries[^]*maxConcurrency[^]*maxQueued[^]*maxQueueMs/;
    const starting = Test.createTestingModule({ imports: [ClaudeModule.forRoot({ ...wrong, imports: [time] })] });
    await expect(starting.compile()).rejects.toThrow(names);
  });
});

const FREE_PRICE = {
  model: 'claude-haiku-4-5',
  inputUsdPerMTok: '0',
  outputUsdPerMTok: '0',
  cacheReadUsdPerMTok: '0',
  cacheWrite5mUsdPerMTok: '0',
  cacheWrite1hUsdPerMTok: '0',
  source: 'test',
};
