import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLES = [
  new Table({
    name: 'users',
    columns: [
      { name: 'id', type: 'varchar', length: '36', isPrimary: true },
      { name: 'tenant_id', type: 'varchar', length: '128' },
      { name: 'name', type: 'varchar', length: '128' },
      { name: 'role', type: 'varchar', length: '16' },
      { name: 'password_hash', type: 'varchar', length: '255' },
    ],
    indices: [{ name: 'uq_users_tenant_id_name', columnNames: ['tenant_id', 'name'], isUnique: true }],
  }),
  new Table({
    name: 'sessions',
    columns: [
      { name: 'token_digest', type: 'varchar', length: '64', isPrimary: true },
      { name: 'user_id', type: 'varchar', length: '36' },
      { name: 'expires_at', type: 'varchar', length: '24' },
    ],
  }),
  new Table({
    name: 'tickets',
    columns: [
      { name: 'id', type: 'varchar', length: '36', isPrimary: true },
      { name: 'tenant_id', type: 'varchar', length: '128' },
      { name: 'opened_by', type: 'varchar', length: '128' },
      { name: 'subject', type: 'varchar', length: '200' },
      { name: 'version', type: 'integer' },
      { name: 'summary_id', type: 'varchar', length: '36', isNullable: true },
      { name: 'created_at', type: 'varchar', length: '24' },
    ],
    indices: [{ name: 'idx_tickets_tenant_id_created_at', columnNames: ['tenant_id', 'created_at'] }],
  }),
  new Table({
    name: 'messages',
    columns: [
      { name: 'id', type: 'varchar', length: '36', isPrimary: true },
      { name: 'ticket_id', type: 'varchar', length: '36' },
      { name: 'author', type: 'varchar', length: '128' },
      { name: 'body', type: 'text' },
      { name: 'created_at', type: 'varchar', length: '24' },
    ],
    indices: [{ name: 'idx_messages_ticket_id_created_at', columnNames: ['ticket_id', 'created_at'] }],
  }),
];

export class CreateDesk1764500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.createTable(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await queryRunner.dropTable(table);
  }
}
