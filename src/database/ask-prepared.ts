import type { EntityManager, ObjectLiteral } from 'typeorm';
import { sendPrepared } from './prepared-statements.js';
import { inOneStepOn } from './transaction.js';

/** @deprecated `Database` prepares statements by itself. */
export async function askPrepared(db: EntityManager, text: string, values: unknown[]): Promise<ObjectLiteral[]> {
  if (!db.queryRunner) return db.query(text, values);
  return (await sendPrepared(db.queryRunner, text, values)).rows;
}

/** @deprecated `Database.together` does the same. */
export async function inOneStep<Item, Outcome>(
  db: EntityManager,
  name: string,
  item: Item,
  perform: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<Outcome> {
  if (!db.queryRunner) return (await perform([item]))[0] as Outcome;
  return inOneStepOn(db.queryRunner, name, item, perform);
}
