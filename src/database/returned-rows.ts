/** What a statement with RETURNING answers: on PostgreSQL the rows of an UPDATE or a DELETE come beside their number. */
export function returnedRows<T>(answer: T[] | [T[], number]): T[] {
  return Array.isArray(answer[0]) ? answer[0] : (answer as T[]);
}
