import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import request from 'supertest';
import {
  AnalysisModule,
  AnalysisService,
  type HttpRequest,
  type Identity,
  ProblemException,
  RepriseCoreModule,
  RepriseEvents,
  RepriseModule,
  UnauthenticatedError,
  UsageModule,
} from '../../src/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { createDatabase } from '../support/database.js';
import { connection, options, ownDatabase, startHost } from '../support/host.js';

const ALICE = { tenantId: 'default', userId: 'alice' };
const database = ownDatabase();

@Injectable()
class Sessions {
  readonly tenants: Readonly<Record<string, string>> = { 'sid=acme': 'acme', 'sid=globex': 'globex' };

  whoIs(request: HttpRequest): Promise<Identity> {
    const tenantId = this.tenants[String(request.headers['cookie'])];
    if (!tenantId) return Promise.reject(new UnauthenticatedError());
    return Promise.resolve({ tenantId, subject: 'web', role: 'service', userId: null, keyId: null });
  }
}

@Module({ providers: [Sessions], exports: [Sessions] })
class SessionsModule {}

describe('Reprise in a host', () => {
  it('stores and replays on the host’s DataSource, whatever its name', async () => {
    const mount = RepriseModule.forRoot({ ...options(), dataSource: getDataSourceToken('billing') });
    const host = await startHost({ imports: [connection(database.current, 'billing'), mount] });
    const first = await request(host.url).post('/analyze/alice').send({ text: 'The quick brown fox.' }).expect(201);
    const again = await request(host.url).post('/analyze/alice').send({ text: 'The quick brown fox.' }).expect(200);
    expect(again.body).toMatchObject({ id: first.body.id, cached: true });
    expect(await host.dataSource('billing').query('SELECT id FROM results')).toEqual([{ id: first.body.id }]);
  });

  it('takes its options from injected providers, and the caller from the host’s login', async () => {
    const mount = RepriseModule.forRootAsync({
      imports: [SessionsModule],
      inject: [Sessions],
      useFactory: (sessions: Sessions) =>
        options({ identity: { identityResolver: (request) => sessions.whoIs(request) } }),
    });
    const host = await startHost({ imports: [connection(database.current), mount] });
    const as = (cookie: string) =>
      request(host.url).post('/analyze/alice').set('cookie', cookie).send({ text: 'hello' });
    const { body } = await as('sid=acme').expect(201);
    await as('sid=globex').expect(201);
    await as('sid=unknown').expect(401);
    await request(host.url).get(`/results/${body.id}`).set('cookie', 'sid=acme').expect(200);
    await request(host.url).get(`/results/${body.id}`).set('cookie', 'sid=globex').expect(404);
  });

  it('resolves the caller after the host’s global guard, which may have authenticated the request', async () => {
    @Injectable()
    class HostGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const request = context.switchToHttp().getRequest<HttpRequest & { account?: string }>();
        request.account = request.headers['x-account']?.toString();
        return request.account !== undefined;
      }
    }
    const identityResolver = async (request: HttpRequest & { account?: string }): Promise<Identity> => ({
      tenantId: request.account ?? '',
      subject: 'web',
      role: 'user',
      userId: 'alice',
      keyId: null,
    });
    const mount = RepriseModule.forRoot(options({ identity: { identityResolver } }));
    const providers = [{ provide: APP_GUARD, useClass: HostGuard }];
    const host = await startHost({ imports: [connection(database.current), mount], providers });
    const as = (account: string) => request(host.url).get('/history/alice').set('x-account', account);
    await request(host.url).post('/analyze/alice').set('x-account', 'acme').send({ text: 'hello' }).expect(201);
    expect((await as('acme').expect(200)).body.data).toHaveLength(1);
    expect((await as('globex').expect(200)).body.data).toHaveLength(0);
    await request(host.url).get('/history/alice').expect(403);
    await request(host.url).get('/history/bob').set('x-account', 'acme').expect(404);
  });

  it('uses the host’s clock and logger', async () => {
    const clock = new ManualClock(new Date('2031-05-04T03:02:01.000Z'));
    const logged: unknown[][] = [];
    const log = (...message: unknown[]) => void logged.push(message);
    const mount = RepriseModule.forRoot({ ...options({ clock, logger: { log, warn: log, error: log } }), http: false });
    const host = await startHost({ imports: [connection(database.current), mount] });
    const delivered = new Promise((resolve) => host.get(RepriseEvents).onAny(resolve));
    host.get(RepriseEvents).on('analysis.completed', () => {
      throw new RangeError('of the host’s');
    });
    const { result } = await host.get(AnalysisService).analyze(ALICE, { text: 'when?' });
    expect(result.createdAt).toEqual(clock.now());
    await delivered;
    await host.stop();
    expect(logged).toContainEqual(['a listener of analysis.completed failed (RangeError)', undefined, 'RepriseEvents']);
  });

  it('does not start with routes but without an identity resolver', async () => {
    const mount = RepriseModule.forRoot(options({ identity: undefined }));
    await expect(startHost({ imports: [connection(database.current), mount] })).rejects.toThrow('no IdentityResolver');
  });

  it('provides its services with http: false, but no routes', async () => {
    const mount = RepriseModule.forRoot({ ...options({ identity: undefined }), http: false });
    const host = await startHost({ imports: [connection(database.current), mount] });
    await request(host.url).post('/analyze/alice').send({ text: 'hello' }).expect(404);
    const { result, cache } = await host.get(AnalysisService).analyze(ALICE, { text: 'hello' });
    expect([cache, result.inputText]).toEqual(['miss', 'hello']);
  });

  it('works under a prefix, also with a global prefix of the host, and returns locations as the client sees them', async () => {
    const mount = RepriseModule.forRoot({ ...options(), prefix: 'ai/v1' });
    const prepare = (app: { setGlobalPrefix(prefix: string): unknown }) => void app.setGlobalPrefix('api');
    const host = await startHost({ imports: [connection(database.current), mount], prepare });
    const made = await request(host.url).post('/api/ai/v1/analyze/alice').send({ text: 'where?' }).expect(201);
    expect(made.headers['location']).toBe(`/api/ai/v1/results/${made.body.id}`);
    await request(host.url)
      .get(made.headers['location'] as string)
      .expect(200);
    const talk = await request(host.url).post('/api/ai/v1/conversations').send({ user_id: 'alice' }).expect(201);
    const turns = `${talk.headers['location']}/messages`;
    const turn = await request(host.url).post(turns).send({ content: 'Hello.' }).expect(201);
    await request(host.url)
      .get(turn.headers['location'] as string)
      .expect(200);
    await request(host.url).post('/analyze/alice').send({ text: 'where?' }).expect(404);
  });

  it('can be mounted twice in one process, each mount with separate routes, options and rows', async () => {
    const other = await createDatabase();
    const mount = (name: string, ttlSeconds: number) =>
      RepriseModule.forRoot({
        ...options({ cache: { ttlSeconds } }),
        prefix: name,
        dataSource: getDataSourceToken(name),
      });
    const host = await startHost({
      imports: [
        connection(database.current, 'kept'),
        connection(other, 'forgetful'),
        mount('kept', 60),
        mount('forgetful', 0),
      ],
    });
    const ask = (prefix: string) => request(host.url).post(`/${prefix}/analyze/alice`).send({ text: 'once' });
    const { body } = await ask('kept').expect(201);
    await ask('kept').expect(200);
    await ask('forgetful').expect(201);
    await ask('forgetful').expect(201);
    await request(host.url).get(`/kept/results/${body.id}`).expect(200);
    await request(host.url).get(`/forgetful/results/${body.id}`).expect(404);
    await host.stop();
    await other.drop();
  });

  it('passes errors to the host’s filter, with status and code', async () => {
    @Catch(ProblemException)
    class HostFilter implements ExceptionFilter {
      catch(error: ProblemException, host: ArgumentsHost): void {
        const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: string): void } }>();
        reply.status(error.getStatus()).send(`host: ${error.problem.code}`);
      }
    }
    const mount = RepriseModule.forRoot(options());
    const prepare = (app: { useGlobalFilters(filter: ExceptionFilter): unknown }) =>
      void app.useGlobalFilters(new HostFilter());
    const host = await startHost({ imports: [connection(database.current), mount], prepare });
    const wrong = await request(host.url).post('/analyze/alice').send({ text: '' }).expect(400);
    expect(wrong.text).toBe('host: validation_failed');
  });

  it('validates and answers without a pipe or filter of the host, and does not affect the host’s routes', async () => {
    @Controller('own')
    class OwnController {
      @Get()
      get(): { surprise: boolean } {
        return { surprise: true };
      }
    }
    const mount = RepriseModule.forRoot(options());
    const host = await startHost({ imports: [connection(database.current), mount], controllers: [OwnController] });
    const wrong = await request(host.url).post('/analyze/alice').send({ text: 'x', surprise: 1 }).expect(400);
    expect(wrong.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'surprise' }] });
    const named = { text: 'x', metadata: { constructor: 'kept', prototype: 'too' } };
    const { body: made } = await request(host.url).post('/analyze/alice').send(named).expect(201);
    expect(made.metadata).toEqual(named.metadata);
    const own = await request(host.url).get('/own').expect(200, { surprise: true });
    expect(Object.keys(own.headers).filter((name) => /^(reprise|x-request-id|cache-status)/.test(name))).toEqual([]);
  });
});

describe('feature modules mounted individually', () => {
  it('do not start without an identity resolver, although the core has no routes', async () => {
    const core = RepriseCoreModule.forRoot(options({ identity: undefined }));
    const analysis = AnalysisModule.forRoot({ imports: [core] });
    await expect(startHost({ imports: [connection(database.current), core, analysis] })).rejects.toThrow(
      'no IdentityResolver',
    );
  });

  it('serve only their own routes, on a shared core', async () => {
    const core = RepriseCoreModule.forRoot(options());
    const features = [
      AnalysisModule.forRoot({ imports: [core] }),
      UsageModule.forRoot({ imports: [core], prefix: 'ai' }),
    ];
    const host = await startHost({ imports: [connection(database.current), core, ...features] });
    await request(host.url).post('/analyze/alice').send({ text: 'hello' }).expect(201);
    const { body } = await request(host.url).get('/ai/users/alice/usage').expect(200);
    expect(body).toMatchObject({ calls: 1 });
    await request(host.url).post('/conversations').send({ user_id: 'alice' }).expect(404);
    await request(host.url).get('/users/alice/preferences').expect(404);
  });
});
