import { Inject, Injectable, type OnApplicationBootstrap, type Provider } from '@nestjs/common';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { faultsOfDataSource } from './data-source-faults.js';
import { DIALECT, REPRISE_DATA_SOURCE, TABLE_PREFIX } from './database.tokens.js';
import type { Dialect } from './dialect.js';
import { faultsOf } from './layout-faults.js';
import { layoutOf, readLayouts, type TableLayout } from './table-layout.js';
import { UnitOfWork } from './unit-of-work.js';

type Entity = EntityTarget<ObjectLiteral>;
/** A table that no entity maps; its name without the prefix. */
export interface PlainTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Of which there is one row each. @default none */
  readonly key: string | null;
}

/**
 * Knows which tables the mounted modules need, and lets nothing begin before they are there: what Claude answers is billed
 * whether it can be stored or not.
 */
@Injectable()
export class RequiredTables implements OnApplicationBootstrap {
  private readonly entities = new Set<Entity>();
  private readonly plain: PlainTable[] = [];
  private areThere = false;

  constructor(
    @Inject(REPRISE_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(DIALECT) private readonly dialect: Dialect,
    @Inject(TABLE_PREFIX) private readonly prefix: string,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  need(entities: readonly Entity[], plain: readonly PlainTable[]): void {
    for (const entity of entities) this.entities.add(entity);
    this.plain.push(...plain);
  }

  /** The module of the database is among the first whose turn it is: nothing works in the background yet. */
  onApplicationBootstrap(): Promise<void> {
    return this.check();
  }

  /**
   * Also before the first call to Claude, for a host that has not started its application, or is still about it.
   * @throws Error that names what is missing, and what to do
   */
  async check(): Promise<void> {
    if (this.areThere) return;
    const faults = await this.unitOfWork.read((db) => this.faults(db));
    if (faults.length > 0) throw new Error(faults.join('\n'));
    this.areThere = true;
  }

  private async faults(db: EntityManager): Promise<string[]> {
    const unknown = [...this.entities].filter((entity) => !db.dataSource.hasMetadata(entity));
    if (unknown.length > 0) return [unknownEntities(unknown, this.prefix)];
    const entities = [...this.entities].map((entity) => db.dataSource.getMetadata(entity));
    const unfit = faultsOfDataSource(this.dataSource, entities);
    if (unfit.length > 0) return ['Reprise does not start: its DataSource does not fit.', ...shortened(unfit)];
    const needed = [...entities.map((entity) => layoutOf(entity, db)), ...this.others()];
    const names = needed.map(({ name }) => name);
    const found = await readLayouts(db, this.dialect, names);
    const faults = needed.flatMap((table) =>
      faultsOf(
        table,
        found.find(({ name }) => name === table.name),
        this.dialect,
      ),
    );
    if (faults.length === 0) return [];
    return ['Reprise does not start: its tables are not as it needs them.', ...shortened(faults), this.advice()];
  }

  private others(): TableLayout[] {
    return this.plain.map(({ name, columns, key }) => ({
      name: this.prefix + name,
      columns: columns.map((column) => ({ name: column, type: null, isNullable: false, hasDefault: false })),
      unique: key === null ? [] : [{ columns: [key], isPartial: false }],
    }));
  }

  private advice(): string {
    const list = this.prefix === '' ? 'REPRISE_MIGRATIONS' : `repriseMigrations({ tablePrefix: '${this.prefix}' })`;
    const first = `${this.prefix}CreateResults1763856000000`;
    const isListed = this.dataSource.migrations.some(({ name, constructor }) => (name ?? constructor.name) === first);
    const add = isListed ? '' : `Add migrations: [...${list}] to the options of the DataSource. `;
    const run =
      'Run the migrations: migrationsRun: true in those options, or await dataSource.runMigrations() before the start.';
    const sync =
      ' synchronize makes only some of these tables: set it to false, and drop those that it has made before the migrations run.';
    return add + run + (this.dataSource.options.synchronize ? sync : '');
  }
}

/** A provider of each module with tables: which tables it needs. @param plain of those that no entity maps */
export function requireTables(
  entities: readonly Entity[],
  plain: (dialect: Dialect) => readonly PlainTable[] = () => [],
): Provider {
  return {
    provide: Symbol('REQUIRED_TABLES'),
    inject: [RequiredTables, DIALECT],
    useFactory: (tables: RequiredTables, dialect: Dialect) => tables.need(entities, plain(dialect)),
  };
}

/** As many as can be read; where all tables are missing they are one for each. */
const MOST_FAULTS = 30;

function shortened(faults: readonly string[]): string[] {
  const lines = faults.slice(0, MOST_FAULTS).map((fault) => `  ${fault}`);
  return faults.length > MOST_FAULTS ? [...lines, `  and ${faults.length - MOST_FAULTS} more`] : lines;
}

function unknownEntities(entities: readonly Entity[], prefix: string): string {
  const names = entities.map((entity) => (entity as { readonly name: string }).name).join(', ');
  const list = prefix === '' ? 'REPRISE_ENTITIES' : `repriseEntities({ tablePrefix: '${prefix}' })`;
  return (
    `Reprise does not start: its DataSource does not know the entities ${names}. ` +
    `Add entities: [...${list}] to the options of the DataSource; autoLoadEntities adds only those of TypeOrmModule.forFeature.`
  );
}
