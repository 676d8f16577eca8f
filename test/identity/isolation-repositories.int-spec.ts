import type { Owner, AccessScope } from '../../src/common/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { probesOf, type Probe } from '../support/isolation/probes.js';
import { type Repository, repositoriesOf } from '../support/isolation/repositories.js';
import { furnish, OWNER, type Things } from '../support/isolation/things.js';
import { WITHOUT_OWNER } from '../support/isolation/without-owner.js';
import { type Service, startService } from '../support/service.js';

/** Who is not the owner: somebody else of the tenant, and who has the same name in another tenant. */
const OTHER_USER = { ...OWNER, userId: 'bob' };
const OTHER_TENANT = { ...OWNER, tenantId: 'globex' };
/** A service of another tenant, which reaches every user of its own. */
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

  /** What the probe gets, in a transaction that is taken back. */
  async function ask({ name, method, call }: Probe, asker: Owner | AccessScope): Promise<unknown> {
    const instance = repositories.find((candidate) => candidate.name === name)?.instance;
    if (!(method in (instance ?? {}))) throw new Error(`${name} has no ${method}`);
    let answer: unknown;
    const takenBack = new Error('taken back');
    const work = async () => {
      answer = await call(instance as Parameters<Probe['call']>[0], asker);
      throw takenBack;
    };
    await unitOfWork.run(work).catch((error: unknown) => {
      if (error !== takenBack) throw error;
    });
    return answer;
  }

  it('is asked here, by each of its methods that can name what is somebody else’s', () => {
    const asked = new Set(probesOf(things).map(({ name, method }) => `${name}.${method}`));
    const all = repositories.flatMap(({ name, methods }) => methods.map((method) => `${name}.${method}`));
    expect(all.filter((method) => !asked.has(method) && !(method in WITHOUT_OWNER))).toEqual([]);
    expect(Object.keys(WITHOUT_OWNER).filter((method) => !all.includes(method))).toEqual([]);
  });

  it('finds and changes what is its owner’s', async () => {
    for (const probe of probesOf(things)) {
      const found = probe.finds(await ask(probe, OWNER));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, true]);
    }
  });

  it('finds and changes nothing of another tenant, whatever id it is given', async () => {
    for (const probe of probesOf(things)) {
      const found = probe.finds(await ask(probe, OTHER_TENANT));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, false]);
    }
  });

  it('finds and changes nothing of another tenant in the name of all of its users', async () => {
    for (const probe of probesOf(things).filter(({ takesScope }) => takesScope)) {
      const found = probe.finds(await ask(probe, OTHER_SERVICE));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, false]);
    }
  });

  it('finds and changes nothing of another user, but for what a tenant shares', async () => {
    for (const probe of probesOf(things).filter(({ isShared }) => !isShared)) {
      const found = probe.finds(await ask(probe, OTHER_USER));
      expect([probe.name, probe.method, found]).toEqual([probe.name, probe.method, false]);
    }
  });
});
