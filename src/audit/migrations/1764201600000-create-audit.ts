import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const varchar = (name: string, length: number, isNullable = false) => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});
const bigint = (name: string, isNullable = false) => ({ name, type: 'bigint', isNullable });
const text = (name: string) => ({ name, type: 'text' });

export class CreateAudit1764201600000 implements MigrationInterface {
  /** Prefix of all table and index names. */
  readonly prefix: string = '';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(events(this.prefix));
    await queryRunner.createTable(seals(this.prefix));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(`${this.prefix}audit_seals`);
    await queryRunner.dropTable(`${this.prefix}audit_events`);
  }
}

function events(prefix: string): Table {
  return new Table({
    name: `${prefix}audit_events`,
    columns: [
      { ...varchar('id', 36), isPrimary: true },
      varchar('tenant_id', 128),
      bigint('seq', true),
      varchar('at', 24),
      varchar('action', 64),
      varchar('outcome', 64),
      varchar('actor_role', 16, true),
      varchar('actor_key_id', 36, true),
      varchar('actor_subject', 256, true),
      varchar('actor_address', 64, true),
      varchar('request_id', 128, true),
      varchar('user_id', 128, true),
      varchar('subject_id', 64, true),
      text('call_ids'),
      text('detail'),
      varchar('sent_digest', 64, true),
      varchar('received_digest', 64, true),
      varchar('salt', 32, true),
      varchar('person_digest', 64),
      varchar('erasure_id', 36, true),
    ],
    indices: eventIndices.map((index) => new TableIndex({ ...index, name: prefix + index.name })),
  });
}

function seals(prefix: string): Table {
  return new Table({
    name: `${prefix}audit_seals`,
    columns: [
      { ...varchar('tenant_id', 128), isPrimary: true },
      { ...bigint('number'), isPrimary: true },
      bigint('first_seq'),
      bigint('last_seq'),
      text('leaves'),
      varchar('head', 64),
      varchar('previous', 64),
      varchar('sealed_at', 24),
      varchar('key_id', 64, true),
      varchar('signature', 128, true),
      varchar('mirrored_at', 24, true),
    ],
    indices: [
      new TableIndex({
        name: `${prefix}idx_audit_seals_unmirrored`,
        columnNames: ['tenant_id', 'number'],
        where: 'mirrored_at IS NULL',
      }),
    ],
  });
}

const eventIndices = [
  { name: 'idx_audit_events_place', columnNames: ['tenant_id', 'seq'], isUnique: true },
  { name: 'idx_audit_events_unsealed', columnNames: ['tenant_id', 'id'], where: 'seq IS NULL' },
  { name: 'idx_audit_events_list', columnNames: ['tenant_id', 'id'] },
  { name: 'idx_audit_events_user', columnNames: ['tenant_id', 'user_id', 'id'], where: 'user_id IS NOT NULL' },
  { name: 'idx_audit_events_subject', columnNames: ['tenant_id', 'subject_id', 'id'], where: 'subject_id IS NOT NULL' },
  { name: 'idx_audit_events_erasure', columnNames: ['erasure_id', 'seq'], where: 'erasure_id IS NOT NULL' },
];
