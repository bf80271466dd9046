import { messageOf } from '../core/errors.ts';
import type { Answering, Cell, QueryMessage, QueryRequest } from './query.ts';

/** The process a query runs in: asked once over the channel of its parent, which kills it at the limit. */
const BATCH = 500;
const LARGEST_ANSWER = 64 * 1024 * 1024;

process.once('message', (request: QueryRequest) => {
  void answer(request).then((message) => say(message));
});

async function answer({ place, text, limits }: QueryRequest): Promise<QueryMessage> {
  let columns: string[] = [];
  let batch: Cell[][] = [];
  let rows = 0;
  let size = 0;
  let truncated = false;
  const answering: Answering = {
    columns: (names) => {
      columns = names;
    },
    row: (row) => {
      truncated = rows >= limits.maxRows || size > LARGEST_ANSWER;
      if (truncated) return false;
      rows++;
      for (const cell of row) size += typeof cell === 'string' ? cell.length + 16 : 16;
      batch.push(row);
      if (batch.length >= BATCH) {
        say({ rows: batch });
        batch = [];
      }
      return true;
    },
  };
  try {
    // One semicolon at the end is how people write a statement.
    const asked = text.trimEnd().replace(/;$/, '');
    if ('url' in place) await (await import('./query-postgres.ts')).answerPostgres(place.url, asked, limits.timeoutMs, answering);
    else await (await import('./query-sqlite.ts')).answerSqlite(place.home, asked, answering);
    say({ rows: batch });
    return { columns, truncated };
  } catch (error) {
    // 57014: PostgreSQL's own time limit was met.
    if (error instanceof Error && 'code' in error && error.code === '57014') return { timeout: true };
    return { refused: reasonOf(messageOf(error)) };
  }
}

/** SQLite says "not authorized" and names its inside; what helps is what may be read. */
function reasonOf(message: string): string {
  if (/not authorized|prohibited/.test(message)) return 'only the documented views and plain functions can be used';
  return message;
}

function say(message: QueryMessage): void {
  process.send?.(message);
}
