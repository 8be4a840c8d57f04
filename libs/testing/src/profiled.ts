/** What the server's profiler notes of one query. */
export interface Profiled {
  ns: string;
  op: string;
  command: Record<string, unknown>;
  planSummary?: string;
  hasSortStage?: boolean;
}

/** What a query asks for, whichever command it is. */
export function askedFor({ command }: Profiled): Record<string, unknown> {
  const { filter, q, query, pipeline, sort } = command;
  return { filter: filter ?? q ?? query, pipeline, sort };
}
