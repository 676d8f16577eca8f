import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const text = (name: string, isNullable = false) => ({ name, type: 'text', isNullable });
const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});
const integer = (name: string) => ({ name, type: 'integer' });

export class CreateResults1763856000000 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: `${this.prefix}results`,
        columns: [
          { ...varchar('id', 36), isPrimary: true },
          varchar('tenant_id', 128),
          varchar('user_id', 128),
          text('input_text'),
          varchar('input_digest', 64),
          text('system', true),
          varchar('model', 128),
          varchar('answered_model', 128),
          integer('max_tokens'),
          varchar('effort', 16, true),
          text('answer_schema', true),
          text('content'),
          text('result'),
          text('parsed', true),
          varchar('stop_reason', 64),
          integer('input_tokens'),
          integer('output_tokens'),
          integer('cache_creation_input_tokens'),
          integer('cache_creation_1h_input_tokens'),
          integer('cache_read_input_tokens'),
          integer('tokens_used'),
          { name: 'cost_pico_usd', type: 'bigint', isNullable: true },
          varchar('claude_request_id', 128, true),
          text('metadata'),
          varchar('cache_key', 64, true),
          varchar('source_id', 36, true),
          varchar('answered_at', 24),
          varchar('created_at', 24),
        ],
        indices: indices.map((index) => new TableIndex({ ...index, name: this.prefix + index.name })),
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}results`);
  }
}

const owner = ['tenant_id', 'user_id'];
const indices = [
  { name: 'idx_results_history', columnNames: [...owner, 'created_at', 'id'] },
  { name: 'idx_results_history_model', columnNames: [...owner, 'model', 'created_at', 'id'] },
  { name: 'idx_results_replay_own', columnNames: [...owner, 'cache_key', 'answered_at'] },
  {
    name: 'idx_results_replay_shared',
    columnNames: ['tenant_id', 'cache_key', 'answered_at'],
    where: 'source_id IS NULL',
  },
];
