import { createServer, type AddressInfo, type Server, Socket } from 'node:net';

/** `pass` carries everything; `silent` takes connections and bytes and answers nothing; `reset` breaks everything off. */
export type FaultMode = 'pass' | 'silent' | 'reset';

/** PostgreSQL's simple query, as the driver sends it at the end of a transaction. */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isDead: boolean;
}

/** A TCP connection to a server that misbehaves as it is told. */
export class FaultProxy {
  private mode: FaultMode = 'pass';
  private readonly pairs = new Set<Pair>();
  private commitsUntilCut = 0;
  private bytesLeft = Infinity;
  /** How many connections were cut between a COMMIT and its answer. */
  cutCommits = 0;

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
  ) {
    listener.on('connection', (client: Socket) => this.join(client));
  }

  static async to(databaseUrl: string): Promise<FaultProxy> {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    return new FaultProxy(listener, new URL(databaseUrl));
  }

  /** The database's address by way of this. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Connections that fell silent stay so: as behind a firewall that forgot them, nobody hears that they are dead. */
  set(mode: FaultMode): void {
    this.mode = mode;
    for (const pair of this.pairs) {
      if (mode === 'silent') pair.isDead = true;
      if (mode === 'reset') this.part(pair);
    }
  }

  /** Lets the `nth` COMMIT from now reach the server, and its answer reach nobody. */
  cutCommit(nth = 1): void {
    this.commitsUntilCut = nth;
  }

  /** Breaks the connection off that carries the byte after so many from the server. */
  cutAfter(bytes: number): void {
    this.bytesLeft = bytes;
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) this.part(pair);
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private join(client: Socket): void {
    if (this.mode === 'reset') return void client.resetAndDestroy();
    const server = new Socket();
    const pair: Pair = { client, server, isDead: this.mode === 'silent' };
    this.pairs.add(pair);
    let isCut = false;
    client.on('data', (chunk) => {
      if (pair.isDead) return;
      if (this.commitsUntilCut > 0 && chunk.includes(COMMIT)) isCut = (this.commitsUntilCut -= 1) === 0;
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (pair.isDead) return;
      this.bytesLeft -= chunk.length;
      if (isCut) this.cutCommits += 1;
      if (!isCut && this.bytesLeft >= 0) return void client.write(chunk);
      this.bytesLeft = Infinity;
      this.part(pair);
    });
    for (const end of [client, server])
      end.on('error', () => undefined).on('close', () => pair.isDead || this.part(pair));
    if (!pair.isDead) server.connect(Number(this.target.port), this.target.hostname);
  }

  private part(pair: Pair): void {
    this.pairs.delete(pair);
    for (const end of [pair.client, pair.server]) if (!end.destroyed) end.resetAndDestroy();
  }
}
