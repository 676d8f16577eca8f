import type { Owner, AccessScope } from '../../src/common/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { probesOf, type Probe } from '../support/isolation/probes.js';
import { type Repository, repositoriesOf } from '../support/isolation/repositories.js';
import { furnish, OWNER, type Things } from '../support/isolation/things.js';
import { WITHOUT_OWNER } from '../support/isolation/without-owner.js';
import { type Service, startService } from '../support/service.js';

/** Callers that are not the owner: another user of the tenant, and a user of the same name in another tenant. */
const OTHER_USER = { ...OWNER, userId: 'bob' };
const OTHER_TENANT = { ...OWNER, tenantId: 'globex' };
/** A service of another tenant, which may access every user of that tenant. */
const OTHER_SERVICE = { tenantId: 'globex', userId: null };

describe('a repository', () => {
  let service: Service;
  let things: Things;
  let repositories: Repository[];
  let unitOfWork: UnitOfWork;

  beforeAll(async () => {
    service = await startService();
    things = await furnish(service);
    repositories = repositoriesOf(service);
    unitOfWork = service.app.get(UnitOfWork, { strict: false });
  });
  afterAll(() => service.stop());

  /** @returns the result of the probe, from a transaction that is rolled back */
  async function ask({ name, method, call }: Probe, asker: Owner | AccessScope): Promise<unknown> {
    const instance = repositories.find((candidate) => candidate.name === name)?.instance;
    if (!(method in (instance ?? {}))) throw new Error(`${name} has no ${method}`);
    let answer: unknown;
    const rollback = new Error('rolled back');
    const work = async () => {
      answer = await call(instance as Parameters<Probe['call']>[0], asker);
      throw rollback;
    };
    await unitOfWork.run(work).catch((error: unknown) => {
      if (error !== rollback) throw error;
    });
    return answer;
  }

  it('is tested here with each of its methods that can name another owner’s rows', () => {
    const asked = new Set(probesOf(things).map(({ name, method }) => `${name}.${method}`));
    const all = repositories.flatMap(({ name, methods }) => methods.map((method) => `${name}.${method}`));
    expect(all.filter((method) => !asked.has(method) && !(method in WITHOUT_OWNER))).toEqual([]);
    expect(Object.keys(WITHOUT_OWNER).filter((method) => !all.includes(method))).toEqual([]);
  });

  it('finds and changes rows of their owner', async () => {
    for (const probe of probesOf(things)) {
      const found = probe.finds(await ask(probe, OWNER));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, true]);
    }
  });

  it('finds and changes no rows of another tenant, whatever the id', async () => {
    for (const probe of probesOf(things)) {
      const found = probe.finds(await ask(probe, OTHER_TENANT));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, false]);
    }
  });

  it('finds and changes no rows of another tenant for a caller that acts for all users', async () => {
    for (const probe of probesOf(things).filter(({ takesScope }) => takesScope)) {
      const found = probe.finds(await ask(probe, OTHER_SERVICE));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, false]);
    }
  });

  it('finds and changes no rows of another user, except rows that a tenant shares', async () => {
    for (const probe of probesOf(things).filter(({ isShared }) => !isShared)) {
      const found = probe.finds(await ask(probe, OTHER_USER));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, false]);
    }
  });
});
