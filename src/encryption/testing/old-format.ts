import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { ProtectedRow, ProtectedTable } from '../protected-table.js';

/** Seals rows in the old format, as earlier releases did. @param secret the data key */
export function oldKey(id: string, secret: Buffer) {
  const contentKey = Buffer.from(hkdfSync('sha256', secret, '', 'reprise content', 32));
  const sealed = (value: unknown, place: readonly string[]): string => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(JSON.stringify(place)));
    const body = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
    return Buffer.concat([Buffer.of(1), iv, cipher.getAuthTag(), body]).toString('base64url');
  };
  return {
    seal<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row): Row {
      const old: Record<string, unknown> = { ...(row as object), keyId: id };
      for (const column of table.columns) {
        const value = row[column];
        if (value !== null) old[column] = sealed(value, [table.name, column, table.idOf(row), row.tenantId, id]);
      }
      return old as unknown as Row;
    },
  };
}
