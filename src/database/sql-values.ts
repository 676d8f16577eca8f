import type { EntityManager } from 'typeorm';

/** What a statement is given, each with its place in it, in the order in which it is written. */
export class SqlValues {
  readonly all: unknown[] = [];

  constructor(readonly db: EntityManager) {}

  place(value: unknown): string {
    return this.db.dataSource.driver.createParameter('value', this.all.push(value) - 1);
  }
}
