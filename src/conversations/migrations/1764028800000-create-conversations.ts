import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const text = (name: string, isNullable = false) => ({ name, type: 'text', isNullable });
const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});
const integer = (name: string, isNullable = false) => ({ name, type: 'integer', isNullable });
const id = { ...varchar('id', 36), isPrimary: true };
const owner = [varchar('tenant_id', 128), varchar('user_id', 128)];

export class CreateConversations1764028800000 implements MigrationInterface {
  /** What the names of all tables and indexes begin with. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(conversations(this.prefix));
    await queryRunner.createTable(messages(this.prefix));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}messages`);
    await queryRunner.dropTable(`${this.prefix}conversations`);
  }
}

const conversations = (prefix: string) =>
  new Table({
    name: `${prefix}conversations`,
    columns: [
      id,
      ...owner,
      varchar('title', 200, true),
      text('system', true),
      varchar('model', 128),
      varchar('context_policy', 16),
      text('metadata'),
      varchar('current_leaf_id', 36, true),
      varchar('created_at', 24),
      varchar('updated_at', 24),
    ],
    indices: [
      new TableIndex({
        name: `${prefix}idx_conversations_activity`,
        columnNames: ['tenant_id', 'user_id', 'updated_at', 'id'],
      }),
    ],
  });

const messages = (prefix: string) =>
  new Table({
    name: `${prefix}messages`,
    columns: [
      id,
      ...owner,
      varchar('conversation_id', 36),
      varchar('parent_id', 36, true),
      integer('depth'),
      varchar('role', 16),
      text('content', true),
      text('text'),
      varchar('idempotency_digest', 64, true),
      varchar('context_from_id', 36, true),
      varchar('summary_id', 36, true),
      varchar('system_digest', 64, true),
      varchar('model', 128, true),
      varchar('answered_model', 128, true),
      integer('max_tokens', true),
      varchar('effort', 16, true),
      varchar('stop_reason', 64, true),
      integer('input_tokens', true),
      integer('output_tokens', true),
      integer('cache_creation_input_tokens', true),
      integer('cache_creation_1h_input_tokens', true),
      integer('cache_read_input_tokens', true),
      integer('tokens_used', true),
      { name: 'cost_pico_usd', type: 'bigint', isNullable: true },
      varchar('claude_request_id', 128, true),
      text('metadata'),
      varchar('created_at', 24),
    ],
    indices: messageIndices.map((index) => new TableIndex({ ...index, name: prefix + index.name })),
  });

const messageIndices = [
  { name: 'idx_messages_children', columnNames: ['conversation_id', 'parent_id'] },
  { name: 'idx_messages_tree', columnNames: ['conversation_id', 'created_at', 'id'] },
  {
    name: 'idx_messages_idempotency',
    columnNames: ['conversation_id', 'idempotency_digest'],
    where: 'idempotency_digest IS NOT NULL',
  },
  { name: 'idx_messages_summaries', columnNames: ['conversation_id', 'depth'], where: "role = 'summary'" },
];
