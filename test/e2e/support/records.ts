/** A line with a record of table `people`: `{"id":ID,"name":NAME}` by default created, with its key. */
export function record(id: number, name = `name ${id}`, fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    position: Buffer.from(String(id)).toString('base64'),
    operation: 'create',
    metadata: { 'opencdc.collection': 'people' },
    key: { id },
    payload: { before: null, after: { id, name } },
    ...fields,
  });
}

/** Lines, each with its line feed. */
export function lines(...records: readonly string[]): string {
  return records.map((text) => `${text}\n`).join('');
}
