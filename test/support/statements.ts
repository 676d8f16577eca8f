import type { DataSource } from 'typeorm';

/** @returns what is sent from now on, as it is sent */
export function recordStatements(dataSource: DataSource): string[] {
  const statements: string[] = [];
  const logger = Object.assign(Object.create(dataSource.logger) as typeof dataSource.logger, {
    logQuery: (text: string) => statements.push(text),
  });
  Object.assign(dataSource, { logger });
  return statements;
}
