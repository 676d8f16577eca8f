import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});
const primary = (name: string, length: number) => ({ ...varchar(name, length), isPrimary: true });
const bigint = (name: string, isNullable = false) => ({ name, type: 'bigint', isNullable });

/** What is reserved for a call, replays, and what both add up to, the calls that there are already included. */
export class CreateUsage1764115200002 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    const calls = `${this.prefix}calls`;
    await queryRunner.query(`ALTER TABLE ${calls} ADD COLUMN reserved_pico_usd bigint`);
    await queryRunner.query(`CREATE INDEX ${this.prefix}idx_calls_tenant ON ${calls} (tenant_id, started_at)`);
    await queryRunner.query(
      `CREATE INDEX ${this.prefix}idx_calls_reserved ON ${calls} (tenant_id, user_id) WHERE status = 'pending'`,
    );
    await queryRunner.createTable(replays(this.prefix));
    await queryRunner.createTable(usageDays(this.prefix));
    for (const userId of ["''", 'user_id']) await queryRunner.query(addUp(this.prefix, userId));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}usage_days`);
    await queryRunner.dropTable(`${this.prefix}replays`);
    await queryRunner.query(`DROP INDEX ${this.prefix}idx_calls_reserved`);
    await queryRunner.query(`DROP INDEX ${this.prefix}idx_calls_tenant`);
    await queryRunner.query(`ALTER TABLE ${this.prefix}calls DROP COLUMN reserved_pico_usd`);
  }
}

const replays = (prefix: string) =>
  new Table({
    name: `${prefix}replays`,
    columns: [
      primary('id', 36),
      varchar('tenant_id', 128),
      varchar('user_id', 128),
      varchar('kind', 32),
      varchar('subject_id', 36),
      varchar('model', 128),
      bigint('saved_pico_usd', true),
      varchar('created_at', 24),
    ],
    indices: [
      new TableIndex({ name: `${prefix}idx_replays_owner`, columnNames: ['tenant_id', 'user_id', 'created_at'] }),
      new TableIndex({ name: `${prefix}idx_replays_tenant`, columnNames: ['tenant_id', 'created_at'] }),
    ],
  });

const COUNTED = [
  'requests',
  'replays',
  'calls',
  'interrupted_calls',
  'unpriced_calls',
  'unpriced_replays',
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'billed_pico_usd',
  'saved_pico_usd',
];

const usageDays = (prefix: string) =>
  new Table({
    name: `${prefix}usage_days`,
    columns: [
      primary('tenant_id', 128),
      primary('user_id', 128),
      primary('day', 10),
      primary('model', 128),
      primary('kind', 32),
      { name: 'slot', type: 'integer', isPrimary: true },
      ...COUNTED.map((name) => bigint(name)),
    ],
    indices: [new TableIndex({ name: `${prefix}idx_usage_days_tenant`, columnNames: ['tenant_id', 'day'] })],
  });

/** The calls that have ended, by day, model and kind. */
const addUp = (prefix: string, userId: string) => `
  INSERT INTO ${prefix}usage_days (tenant_id, user_id, day, model, kind, slot, ${COUNTED.join(', ')})
  SELECT tenant_id, ${userId}, substr(started_at, 1, 10), model, kind, 0,
         sum(CASE WHEN attempt = 1 THEN 1 ELSE 0 END), 0, count(*),
         sum(CASE WHEN status = 'interrupted' THEN 1 ELSE 0 END),
         sum(CASE WHEN cost_pico_usd IS NULL
                   AND input_tokens + output_tokens + cache_creation_input_tokens + cache_read_input_tokens > 0
                  THEN 1 ELSE 0 END), 0,
         sum(input_tokens), sum(output_tokens), sum(cache_creation_input_tokens), sum(cache_read_input_tokens),
         sum(coalesce(cost_pico_usd, 0)), 0
    FROM ${prefix}calls WHERE status <> 'pending'
   GROUP BY tenant_id, ${userId === "''" ? '' : 'user_id, '}substr(started_at, 1, 10), model, kind`;
