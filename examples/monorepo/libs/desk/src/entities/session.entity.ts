import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A login, kept as the digest of its token: who reads the table cannot log in with it. */
@Entity('sessions')
export class Session {
  @PrimaryColumn({ name: 'token_digest', type: 'varchar', length: 64 })
  tokenDigest: string;

  @Column({ name: 'user_id', type: 'varchar', length: 36 })
  userId: string;

  /** ISO 8601 in UTC, as every time of the desk: text that sorts, in both databases. */
  @Column({ name: 'expires_at', type: 'varchar', length: 24 })
  expiresAt: string;
}
