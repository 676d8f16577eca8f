import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import {
  AuditModule,
  CommonModule,
  DatabaseModule,
  type HttpRequest,
  type Identity,
  IdentityModule,
  IdentityResolver,
  UnauthenticatedError,
} from '../../src/index.js';
import { openDataSource } from '../../src/database/index.js';
import { createDatabase } from '../support/database.js';

abstract class Sessions {
  abstract find(cookie: string | undefined): Omit<Identity, 'subject' | 'keyId'> | undefined;
}

@Injectable()
class HostLogin extends IdentityResolver {
  constructor(private readonly sessions: Sessions) {
    super();
  }

  async resolve(request: HttpRequest): Promise<Identity> {
    const session = this.sessions.find(request.headers['cookie']?.toString());
    if (!session) throw new UnauthenticatedError();
    return { ...session, subject: 'host-user', keyId: null };
  }
}

const SESSIONS: Readonly<Record<string, ReturnType<Sessions['find']>>> = {
  'sid=boss': { tenantId: 'acme', role: 'admin', userId: null },
  'sid=clerk': { tenantId: 'acme', role: 'user', userId: 'clerk' },
};

@Module({
  providers: [{ provide: Sessions, useValue: { find: (cookie = '') => SESSIONS[cookie] } }],
  exports: [Sessions],
})
class SessionsModule {}

describe('a host with its own login', () => {
  it('identifies the caller, instead of keys and tokens', async () => {
    const database = await createDatabase();
    const options = serviceDataSourceOptions(database.url);
    if (!options) throw new Error(`${database.url} names no database`);
    const dataSource = await openDataSource(options, true);

    @Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
    class ConnectionModule {}

    const common = CommonModule.forRoot();
    const connected = DatabaseModule.using(DataSource, { imports: [ConnectionModule] });
    const audit = AuditModule.forRoot({ imports: [common, connected] });
    const below = [common, connected, audit, SessionsModule];
    const identity = IdentityModule.forRoot({ imports: below, resolver: HostLogin });
    const app = (await Test.createTestingModule({ imports: [identity] }).compile()).createNestApplication();
    await app.init();
    const keys = (cookie: string) => request(app.getHttpServer()).get('/keys').set('cookie', cookie);

    await keys('sid=boss').expect(200, { data: [], has_more: false, next_cursor: null });
    await keys('sid=clerk').expect(403);
    const { body, headers } = await keys('sid=stranger').expect(401);
    expect(body).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(headers['www-authenticate']).toBe('Bearer realm="reprise"');

    await app.close();
    await dataSource.destroy();
    await database.drop();
  });
});
