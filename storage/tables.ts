/** Every table, one row each. */
export const tables = [
  { name: 'meta', derived: false, purpose: 'format version, head of the log' },
  { name: 'log', derived: false, purpose: 'the one ordered, hash-chained log' },
] as const;

export type TableName = (typeof tables)[number]['name'];
