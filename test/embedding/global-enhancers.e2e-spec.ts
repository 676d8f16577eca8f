import {
  BadRequestException,
  type CallHandler,
  ClassSerializerInterceptor,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  type INestApplication,
  type NestInterceptor,
  type PipeTransform,
  ValidationPipe,
  VersioningType,
} from '@nestjs/common';
import { APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import { delay, map, type Observable, of, take, tap } from 'rxjs';
import request from 'supertest';
import { RepriseModule } from '../../src/index.js';
import { connection, type Host, options, ownDatabase, startHost } from '../support/host.js';

const database = ownDatabase();

/** Enhancers that hosts apply to all of their routes. */
class Wrap implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data, meta: { wrapped: true } })));
  }
}

class Copy implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const copied = (data: object) => ({ ...(JSON.parse(JSON.stringify(data)) as object), at: 'now' });
    return next.handle().pipe(map((data: object | undefined) => (data ? copied(data) : null)));
  }
}

class Trim implements PipeTransform {
  transform(value: unknown): unknown {
    if (typeof value === 'string') return value.trim();
    return value && JSON.parse(JSON.stringify(value), (_, inner) => (typeof inner === 'string' ? inner.trim() : inner));
  }
}

class RefuseAll implements PipeTransform {
  transform(): never {
    throw new BadRequestException('the host wants something else');
  }
}

@Controller('own')
class OwnController {
  @Get()
  get(): { own: boolean } {
    return { own: true };
  }
}

type Prepare = (app: INestApplication) => void;

const start = (prepare: Prepare, providers: object[] = []): Promise<Host> =>
  startHost({
    imports: [connection(database.current), RepriseModule.forRoot(options())],
    controllers: [OwnController],
    providers: providers as never,
    prepare,
  });

/** Uses several routes, and checks that they answer as documented. */
async function expectDocumentedAnswers(url: string): Promise<void> {
  const text = '  The quick brown fox.  ';
  const analyze = (body: object) => request(url).post('/analyze/alice').send(body);
  const first = await analyze({ text, metadata: { a: ' b ' } }).expect(201);
  expect(first.body).toMatchObject({ input_text: text, cached: false, metadata: { a: ' b ' } });
  expect(first.headers['location']).toBe(`/results/${first.body.id}`);
  expect(Object.keys(first.body as object)).not.toEqual(expect.arrayContaining(['data']));
  const again = await analyze({ text }).expect(200);
  expect(again.body).toMatchObject({ id: first.body.id, cached: true });
  expect(again.body).not.toHaveProperty('at');

  const streamed = await analyze({ text: 'a stream', stream: true }).expect(200);
  expect(streamed.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(streamed.text.match(/^event: .*$/gm)).toEqual(
    expect.arrayContaining(['event: result.started', 'event: result.delta', 'event: result.completed']),
  );
  const page = await request(url).get('/history/alice').query({ limit: '1' }).expect(200);
  expect(Object.keys(page.body as object).sort()).toEqual(['data', 'has_more', 'next_cursor']);
  expect(page.body.data).toHaveLength(1);
  expect(page.headers['link']).toContain('rel="next"');
  await request(url).delete(`/history/${first.body.id}`).expect(204, '');
  const exported = await fetch(`${url}/users/alice/export`);
  expect(exported.headers.get('content-type')).toContain('application/x-ndjson');
  expect(await exported.text()).toMatch(/^{.*}\n{.*}\n/);

  const wrong = await analyze({ text, surprise: 1 }).expect(400);
  expect(wrong.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'surprise' }] });
  const empty = await request(url).get('/history/alice').query({ limit: '0x10' }).expect(400);
  expect(empty.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'limit' }] });
  const missing = await request(url).get(`/results/${first.body.id}`).expect(404);
  expect(missing.body).toMatchObject({ code: 'not_found' });
}

describe('the behaviour of the routes', () => {
  const STRICT = { transform: true, whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
  const IMPLICIT = { transformOptions: { enableImplicitConversion: true }, validateCustomDecorators: true };

  it.each<[string, Prepare, object[]]>([
    ['a strict ValidationPipe', (app) => app.useGlobalPipes(new ValidationPipe({ ...STRICT, ...IMPLICIT })), []],
    ['pipes that trim, or refuse everything', (app) => app.useGlobalPipes(new Trim(), new RefuseAll()), []],
    ['a pipe that is a provider', () => undefined, [{ provide: APP_PIPE, useClass: RefuseAll }]],
    ['an interceptor that wraps', (app) => app.useGlobalInterceptors(new Wrap()), []],
    ['interceptors that copy, and wrap', (app) => app.useGlobalInterceptors(new Wrap(), new Copy()), []],
    ['an interceptor that takes one value', (app) => app.useGlobalInterceptors(takeOne), []],
    ['an interceptor that waits', (app) => app.useGlobalInterceptors(wait), []],
    [
      'serialisation by class',
      (app) =>
        app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector), { strategy: 'excludeAll' })),
      [],
    ],
    ['an interceptor that is a provider', () => undefined, [{ provide: APP_INTERCEPTOR, useClass: Wrap }]],
  ])('is unchanged by %s', async (_name, prepare, providers) => {
    const host = await start(prepare, providers);
    await expectDocumentedAnswers(host.url);
  });

  it('does not exempt the host’s own routes from its interceptors, nor any route from its headers', async () => {
    const host = await start((app) => app.useGlobalInterceptors(new Wrap(), marked));
    const own = await request(host.url).get('/own').expect(200);
    expect(own.body).toEqual({ data: { own: true }, meta: { wrapped: true } });
    const { body, headers } = await request(host.url).post('/analyze/alice').send({ text: 'hello' }).expect(201);
    expect(body).toHaveProperty('input_text', 'hello');
    expect(headers['x-host']).toBe('marked');
  });

  it('changes only if an interceptor of the host replaces the answer or refuses the request', async () => {
    const closed: NestInterceptor = { intercept: () => of({ closed: true }) };
    const refusing: NestInterceptor = {
      intercept: (_context, next) =>
        next.handle().pipe(
          map(() => {
            throw new ForbiddenException('not this one');
          }),
        ),
    };
    const instead = await start((app) => app.useGlobalInterceptors(closed));
    await request(instead.url).get('/history/alice').expect(200, { closed: true });
    await instead.stop();
    const refused = await start((app) => app.useGlobalInterceptors(refusing));
    const { body } = await request(refused.url).get('/history/alice').expect(403);
    expect(body).toMatchObject({ message: 'not this one' });
  });

  it.each<[string, Prepare, string, Record<string, string>]>([
    ['in the path', (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }), '/v1', {}],
    ['in the path, with a prefix', versionedUnder, '/api/v2', {}],
    ['in a header', (app) => app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }), '', {}],
    [
      'in a header, by default',
      (app) => app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' }),
      '',
      { 'x-version': '1' },
    ],
  ])('is unchanged if the host has versions %s', async (_name, prepare, base, headers) => {
    const host = await start(prepare);
    const made = await request(host.url).post(`${base}/analyze/alice`).set(headers).send({ text: 'v' }).expect(201);
    expect(made.headers['location']).toBe(`${base}/results/${made.body.id}`);
    await request(host.url).get(String(made.headers['location'])).set(headers).expect(200);
  });
});

function versionedUnder(app: INestApplication): void {
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' });
}

const takeOne: NestInterceptor = { intercept: (_context, next) => next.handle().pipe(take(1)) };
const wait: NestInterceptor = {
  intercept: (_context, next) =>
    next.handle().pipe(
      delay(1),
      map((data: unknown) => [data]),
    ),
};
const marked: NestInterceptor = {
  intercept: (context, next) => {
    const reply = context.switchToHttp().getResponse<{ header(name: string, value: string): void }>();
    return next.handle().pipe(tap(() => reply.header('X-Host', 'marked')));
  },
};
