import { parse, protocol, types, type PGlite } from '@electric-sql/pglite';
import type { SqlValue } from './sql.ts';

const { serialize, messages } = protocol;

/** More than the ledger has statements. Beyond it the one that was prepared first is dropped. */
const MAXIMUM_PREPARED = 400;

interface Prepared {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  readonly columns: readonly { readonly name: string; readonly type: number }[];
}

/** The one connection of an embedded PostgreSQL. Not to be used but by who has it for himself, e.g. in `runExclusive`. */
export interface PgliteStatements {
  /** Runs one statement and gives its rows. What ran before is planned already. */
  query(text: string, values: readonly SqlValue[]): Promise<Record<string, unknown>[]>;
  /** Runs statements without placeholders; gives the command of the last one, e.g. `COMMIT`. */
  script(text: string): Promise<string>;
}

/**
 * Keeps every statement prepared, as the pool of a server does: planning a statement over partitions takes longer than
 * running it. And sends all of a statement's messages at once (PostgreSQL's manual, "Extended Query"), where PGlite's
 * own `query` crosses into the database for each. Statements that are asked for at the same time run one after the other.
 */
export function pgliteStatements(database: PGlite): PgliteStatements {
  const prepared = new Map<string, Prepared>();
  let lastNumber = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const send = (...parts: readonly Uint8Array[]) =>
    database.execProtocolStream(Buffer.concat(parts), { syncToFs: false });
  const forget = async (text: string): Promise<void> => {
    const name = prepared.get(text)?.name;
    if (name !== undefined) {
      prepared.delete(text);
      await send(serialize.close({ type: 'S', name }), serialize.sync());
    }
  };
  const prepare = async (text: string): Promise<Prepared> => {
    const found = prepared.get(text);
    if (found !== undefined) {
      return found;
    }
    const [oldest] = prepared.keys();
    if (prepared.size >= MAXIMUM_PREPARED && oldest !== undefined) {
      await forget(oldest);
    }
    lastNumber += 1;
    const name = `s${lastNumber}`;
    const answer = await send(
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    );
    const columns = answer.find((message) => message instanceof messages.RowDescriptionMessage);
    const parameters = answer.find(
      (message) => message instanceof messages.ParameterDescriptionMessage,
    );
    const statement = {
      name,
      parameterTypes: parameters?.dataTypeIDs ?? [],
      columns: columns?.fields.map((field) => ({ name: field.name, type: field.dataTypeID })) ?? [],
    };
    prepared.set(text, statement);
    return statement;
  };
  return {
    query: (text, values) =>
      inTurn(async () => {
        const { name, parameterTypes, columns } = await prepare(text);
        const texts = values.map((value, index) => textOf(database, parameterTypes[index], value));
        try {
          const answer = await send(
            serialize.bind({ statement: name, values: texts }),
            serialize.execute(),
            serialize.sync(),
          );
          return answer
            .filter((message) => message instanceof messages.DataRowMessage)
            .map(({ fields }) =>
              Object.fromEntries(
                columns.map((column, index) => [
                  column.name,
                  types.parseType(fields[index] ?? null, column.type, database.parsers),
                ]),
              ),
            );
        } catch (error) {
          // Its plan may be what is wrong with it, where a table has changed since.
          await forget(text);
          throw error;
        }
      }),
    script: (text) =>
      inTurn(async () => {
        const answer = await database.execProtocolStream(serialize.query(text));
        return parse.parseResults(answer, database.parsers).at(-1)?.command ?? '';
      }),
  };
}

function textOf(database: PGlite, type: number | undefined, value: SqlValue): string | null {
  if (value === null) {
    return null;
  }
  const text: unknown = database.serializers[type ?? 0]?.(value);
  return typeof text === 'string' ? text : String(value);
}
