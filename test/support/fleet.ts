import type { TestDatabase } from './database.js';
import { Program } from './process.js';
import { simulatorUrl } from './service.js';

interface Member {
  readonly program: Program;
  readonly url: string;
}

/** Processes of the service of which the one in front is killed again and again: a single one on SQLite, else two. */
export class Fleet {
  private readonly members: Promise<Member>[];
  private readonly programs: Program[] = [];

  private constructor(
    size: number,
    private readonly env: Readonly<Record<string, string>>,
    /** Where the one in front listens. */
    public url = '',
  ) {
    this.members = Array.from({ length: size }, () => this.start());
  }

  static async start(database: TestDatabase, key: string, env: Readonly<Record<string, string>>): Promise<Fleet> {
    const claude = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: simulatorUrl() };
    const size = database.dialect === 'postgres' ? 2 : 1;
    const fleet = new Fleet(size, { DATABASE_URL: database.url, DOCS_ENABLED: 'false', ...claude, ...env });
    fleet.url = (await fleet.members[0])?.url ?? '';
    return fleet;
  }

  /** Everything that any of them has written so far. */
  get output(): string {
    return this.programs.map(({ output }) => output).join('');
  }

  /** Ends the one in front without a word; the next one is in front when it listens. */
  async kill(): Promise<void> {
    const front = await this.members.shift();
    front?.program.kill('SIGKILL');
    await front?.program.ended;
    this.members.push(this.start());
    this.url = (await this.members[0])?.url ?? '';
  }

  async stop(): Promise<void> {
    for (const { program } of await Promise.all(this.members)) {
      program.kill('SIGTERM');
      expect((await program.ended).code).toBe(0);
    }
  }

  private async start(): Promise<Member> {
    const program = new Program('main.js', this.env);
    this.programs.push(program);
    return { program, url: await program.url() };
  }
}
