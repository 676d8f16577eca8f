import { Logger, type LoggerService, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Clock } from './clock.js';
import { CommonModule } from './common.module.js';
import { Logs } from './logs.js';

class NoonClock extends Clock {
  now(): Date {
    return new Date('2026-11-23T12:00:00Z');
  }
}

/** A logger of a host that collects all arguments. */
class Lines implements LoggerService {
  readonly lines: unknown[][] = [];
  log = (...line: unknown[]) => void this.lines.push(['log', ...line]);
  warn = (...line: unknown[]) => void this.lines.push(['warn', ...line]);
  error = (...line: unknown[]) => void this.lines.push(['error', ...line]);
}

class Speaker {}

const HOST = Symbol('HOST');
@Module({ providers: [{ provide: HOST, useValue: { clock: new NoonClock(), logger: new Lines() } }], exports: [HOST] })
class HostModule {}

async function open(common: ReturnType<typeof CommonModule.forRoot>) {
  const module = await Test.createTestingModule({ imports: [common] }).compile();
  return { clock: module.get(Clock), logs: module.get(Logs), module };
}

afterEach(() => Logger.overrideLogger(false));

describe('the common module', () => {
  it('tells the time by the clock of its options, and by the system’s without one', async () => {
    expect((await open(CommonModule.forRoot({ clock: new NoonClock() }))).clock.now().getUTCHours()).toBe(12);
    const before = Date.now();
    expect((await open(CommonModule.forRoot())).clock.now().getTime()).toBeGreaterThanOrEqual(before);
  });

  it('takes both from what the host provides', async () => {
    const options = {
      imports: [HostModule],
      inject: [HOST],
      useFactory: (host: { clock: Clock; logger: Lines }) => host,
    };
    const { clock, logs, module } = await open(CommonModule.forRootAsync(options));
    logs.of(Speaker).warn('well');
    expect(clock).toBeInstanceOf(NoonClock);
    expect(module.get<{ logger: Lines }>(HOST, { strict: false }).logger.lines).toEqual([['warn', 'well', 'Speaker']]);
  });

  it('logs where each of two mounts in one process was told to, with the class that speaks', async () => {
    const [one, other] = [new Lines(), new Lines()];
    (await open(CommonModule.forRoot({ logger: one }))).logs.of(Speaker).error('lost');
    (await open(CommonModule.forRoot({ logger: other }))).logs.of(Speaker).log('found');
    expect([one.lines, other.lines]).toEqual([
      [['error', 'lost', undefined, 'Speaker']],
      [['log', 'found', 'Speaker']],
    ]);
  });

  it('logs with the application’s logger when it is given none', async () => {
    const application = new Lines();
    const { logs } = await open(CommonModule.forRoot());
    Logger.overrideLogger(application);
    logs.of(Speaker).warn('well');
    expect(application.lines).toEqual([['warn', 'well', 'Speaker']]);
  });
});
