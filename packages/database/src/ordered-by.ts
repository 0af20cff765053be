/**
 * Rows of a statement that takes them (`UPDATE … RETURNING`) in the order of their key. The statement
 * promises none: it follows the plan, and as a plan may change after some calls, the same seed of a
 * simulation would take another course.
 */
export async function orderedBy<Row>(taken: Promise<Row[]>, keyOf: (row: Row) => string): Promise<Row[]> {
  return (await taken).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
