import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A PostgreSQL server that nobody else uses, to be stopped and started. */
export class OwnPostgres {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const child = fork(join(__dirname, 'postgres-process.cjs'), { execArgv: [] });
    const [url] = (await once(child, 'message')) as [string];
    return new OwnPostgres(child, url);
  }

  /** As `pg_ctl stop -m immediate`: it recovers from its log when it is started again. */
  crash(): Promise<void> {
    return this.tell('crash');
  }

  restart(): Promise<void> {
    return this.tell('restart');
  }

  async stop(): Promise<void> {
    this.child.send('stop');
    await once(this.child, 'exit');
  }

  private async tell(what: string): Promise<void> {
    const done = once(this.child, 'message');
    this.child.send(what);
    await done;
  }
}
