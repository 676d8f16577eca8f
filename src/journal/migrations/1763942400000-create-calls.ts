import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});
const count = (name: string) => ({ name, type: 'integer', default: '0' });

export class CreateCalls1763942400000 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}calls`,
        columns: [
          { ...varchar('id', 36), isPrimary: true },
          varchar('tenant_id', 128),
          varchar('user_id', 128),
          varchar('kind', 32),
          varchar('subject_id', 36),
          varchar('request_digest', 64),
          { name: 'attempt', type: 'integer' },
          varchar('model', 128),
          varchar('status', 16),
          varchar('lease_holder', 36),
          varchar('lease_until', 24),
          varchar('started_at', 24),
          varchar('ended_at', 24, true),
          varchar('error_code', 64, true),
          varchar('claude_request_id', 128, true),
          varchar('answered_model', 128, true),
          count('input_tokens'),
          count('output_tokens'),
          count('cache_creation_input_tokens'),
          count('cache_creation_1h_input_tokens'),
          count('cache_read_input_tokens'),
          varchar('service_tier', 32, true),
          { name: 'cost_pico_usd', type: 'bigint', isNullable: true },
        ],
        indices: indices.map((index) => new TableIndex({ ...index, name: this.prefix + index.name })),
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}calls`);
  }
}

const indices = [
  { name: 'idx_calls_owner', columnNames: ['tenant_id', 'user_id', 'started_at', 'id'] },
  { name: 'idx_calls_pending', columnNames: ['lease_until'], where: "status = 'pending'" },
];
