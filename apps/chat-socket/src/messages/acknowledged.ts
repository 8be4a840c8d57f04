interface BulkFailure {
  insertedCount?: number;
  result?: { getWriteConcernError?(): unknown };
}

/**
 * How many rows of an ordered insert that failed are stored for good. With a write concern error none is: they are
 * written on one node, and a new primary may never have heard of them.
 */
export function acknowledgedOf(failure: unknown): number {
  const { insertedCount = 0, result } = (failure ?? {}) as BulkFailure;
  return result?.getWriteConcernError?.() === undefined ? insertedCount : 0;
}
