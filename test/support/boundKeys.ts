/** A mention of a growing table in a statement, and whether its distribution key is given there. */
export interface KeyedTable {
  readonly table: string;
  readonly bound: boolean;
}

/** What a SELECT, UPDATE or DELETE reads from: a table, a list that the statement was given, or a query of its own. */
interface Source {
  readonly table: string;
  readonly alias: string;
  /** Whether each of its columns is given: a parameter's list, or a query whose every growing table is bound. */
  readonly given: boolean;
}

type Keys = Readonly<Record<string, string>>;

const QUERY = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/;
const COLUMN = String.raw`(?:[a-z_]+\.)?[a-z_]+`;

/**
 * The mentions of growing tables (`keys`: table → distribution key) in `text`. A key is bound where, for every row, it equals
 * a parameter, is among a parameter's list, or equals a bound column; each subquery and each arm of a UNION is judged by itself,
 * with what encloses it. Relies on the way of this code base to write keywords in capitals and names in small letters.
 */
export function boundKeys(text: string, keys: Keys): KeyedTable[] {
  const groups: string[] = [];
  let flat = text.replaceAll(/'[^']*'/g, "''");
  for (let before = ''; before !== flat;) {
    before = flat;
    flat = flat.replaceAll(
      /\(([^()]*)\)/g,
      (_whole, inner: string) => ` <${groups.push(inner) - 1}> `,
    );
  }
  return judge(flat, groups, keys, new Set(), new Map());
}

function judge(
  text: string,
  groups: readonly string[],
  keys: Keys,
  outer: ReadonlySet<string>,
  outerQueries: ReadonlyMap<string, boolean>,
): KeyedTable[] {
  const found: KeyedTable[] = [];
  const queries = new Map(outerQueries);
  const judged = new Set<number>();
  const nested = (index: number, bound: ReadonlySet<string>): boolean => {
    judged.add(index);
    const inside = judge(groups[index] ?? '', groups, keys, bound, queries);
    found.push(...inside);
    return (
      (inside.length > 0 || isGivenList(groups[index] ?? '', groups)) &&
      inside.every((one) => one.bound)
    );
  };
  for (const [, name = '', index] of text.matchAll(
    /\b([a-z_]+)\s+(?:<\d+>\s+)?AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?<(\d+)>/g,
  )) {
    if (QUERY.test(groups[Number(index)] ?? '')) {
      queries.set(name, nested(Number(index), outer));
    }
  }
  for (const arm of text.split(/\b(?:UNION ALL|UNION|EXCEPT|INTERSECT)\b/)) {
    const inserted = /\bINSERT INTO ([a-z_]+)(?: AS [a-z_]+)?\s+<(\d+)>/.exec(arm);
    const into = inserted?.[1] ?? '';
    if (keys[into] !== undefined) {
      const columns = (groups[Number(inserted?.[2])] ?? '')
        .split(',')
        .map((column) => column.trim());
      found.push({ table: into, bound: columns.includes(keys[into]) });
    }
    const sources = sourcesOf(arm, groups, outer, nested, queries);
    const bound = boundColumns(arm, groups, sources, keys, outer, queries);
    for (const { table, alias } of sources) {
      const key = keys[table];
      if (key !== undefined) {
        found.push({ table, bound: bound.has(`${alias}.${key}`) });
      }
    }
    const visit = (piece: string): void => {
      for (const [, index] of piece.matchAll(/<(\d+)>/g)) {
        const inner = groups[Number(index)] ?? '';
        if (!QUERY.test(inner)) {
          visit(inner);
        } else if (!judged.has(Number(index))) {
          nested(Number(index), bound);
        }
      }
    };
    visit(arm);
  }
  return found;
}

/** Whether a query reads nothing but lists of parameters. */
function isGivenList(query: string, groups: readonly string[]): boolean {
  const from = [...query.matchAll(/\bFROM\s+unnest\s+<(\d+)>/g)];
  return from.length > 0 && from.every(([, index]) => (groups[Number(index)] ?? '').includes('$'));
}

function sourcesOf(
  arm: string,
  groups: readonly string[],
  outer: ReadonlySet<string>,
  nested: (index: number, bound: ReadonlySet<string>) => boolean,
  queries: ReadonlyMap<string, boolean>,
): Source[] {
  const clauses = arm
    .replaceAll(/\bDISTINCT FROM\b/g, '')
    .matchAll(
      /(?:\bFROM\b|\bUPDATE\b(?! SET)|\bUSING\b(?!\s+<))([^$]*?)(?=\bWHERE\b|\bSET\b|\bGROUP\b|\bORDER\b|\bLIMIT\b|\bFOR\b|\bRETURNING\b|\bON CONFLICT\b|\bFROM\b|\$|$)/g,
    );
  // A LATERAL query sees the columns of the lists before it.
  const visible = new Set(outer);
  return [...clauses].flatMap(([, list = '']) =>
    list.split(/,|\bJOIN\b/).flatMap((item): Source[] => {
      const [, name, index, after = ''] =
        /^\s*(?:LATERAL\s+)?(?:([a-z_]+)\s*)?(?:<(\d+)>)?\s*(.*)$/s.exec(item) ?? [];
      const words = /^([a-z_]+)|^(?:WITH ORDINALITY\s+)?AS\s+([a-z_]+)/.exec(after);
      const alias = words?.[1] ?? words?.[2] ?? name ?? '';
      if (index === undefined) {
        return name === undefined
          ? []
          : [{ table: name, alias, given: queries.get(name) ?? false }];
      }
      const inner = groups[Number(index)] ?? '';
      const given = QUERY.test(inner)
        ? nested(Number(index), visible)
        : name === 'unnest' && inner.includes('$');
      if (given) {
        visible.add(`${alias}.*`);
      }
      return [{ table: '', alias, given }];
    }),
  );
}

function boundColumns(
  arm: string,
  groups: readonly string[],
  sources: readonly Source[],
  keys: Keys,
  outer: ReadonlySet<string>,
  queries: ReadonlyMap<string, boolean>,
): ReadonlySet<string> {
  const bound = new Set(outer);
  const given = sources.filter((one) => one.given).map(({ alias }) => `${alias}.*`);
  given.forEach((columns) => void bound.add(columns));
  const conditions = conditionsOf(arm, groups);
  const named = (column: string): string[] =>
    column.includes('.')
      ? [column]
      : sources
          .filter(({ table }) => keys[table] === column)
          .map(({ alias }) => `${alias}.${column}`);
  const isBound = (column: string): boolean =>
    bound.has(`${column.split('.')[0] ?? ''}.*`) || named(column).some((one) => bound.has(one));
  const bind = (column: string): void => named(column).forEach((one) => void bound.add(one));
  for (const [, column = ''] of conditions.matchAll(
    new RegExp(
      String.raw`(?<![a-z_.])(${COLUMN})\s*(?:=\s*(?:ANY\s*\(\s*)?|IN\s*\((?:\s*<\d+>\s*,)*\s*)\$`,
      'g',
    ),
  )) {
    bind(column);
  }
  for (const [, list = '', index] of conditions.matchAll(
    new RegExp(String.raw`(?<![a-z_.])(${COLUMN}|\([^()]*\))\s+IN\s+<(\d+)>`, 'g'),
  )) {
    const query = groups[Number(index)] ?? '';
    const inside = judge(query, groups, keys, outer, queries);
    const from = /\bFROM\s+([a-z_]+)/.exec(query)?.[1] ?? '';
    const isList =
      isGivenList(query, groups) ||
      queries.get(from) === true ||
      (inside.length > 0 && inside.every((one) => one.bound));
    if (isList) {
      list
        .replaceAll(/[()]/g, '')
        .split(',')
        .forEach((column) => bind(column.trim()));
    }
  }
  const equal = [
    ...conditions.matchAll(
      new RegExp(String.raw`(?<![a-z_.])(${COLUMN})\s*=\s*(${COLUMN})(?![a-z_.(])`, 'g'),
    ),
  ];
  const shared = [...conditions.matchAll(/\bUSING\s*\(([^()]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((column) => column.trim()),
  );
  for (let size = -1; size !== bound.size;) {
    size = bound.size;
    for (const [, left = '', right = ''] of equal) {
      if (isBound(left)) {
        bind(right);
      }
      if (isBound(right)) {
        bind(left);
      }
    }
    for (const column of shared) {
      if (given.length > 0 || isBound(column)) {
        bind(column);
      }
    }
  }
  return bound;
}

/** What holds for every row: the conditions joined by AND; what stands behind OR, NOT or within a function says nothing. */
function conditionsOf(arm: string, groups: readonly string[]): string {
  const open = (piece: string): string =>
    piece.replaceAll(
      /(\b[A-Za-z_]+)?\s*<(\d+)>/g,
      (whole, before: string | undefined, index: string) => {
        const inner = groups[Number(index)] ?? '';
        const isPlain = before === undefined || /^(?:AND|ON|WHERE|ANY|USING|IN)$/.test(before);
        if (QUERY.test(inner)) {
          return whole;
        }
        return isPlain && !/\b(?:OR|CASE)\b/.test(inner)
          ? `${before ?? ''} (${open(inner)})`
          : ` ${before ?? ''} `;
      },
    );
  return arm
    .split(
      /\b(?=WHERE\b|ON\b|USING\b|JOIN\b|SET\b|ORDER BY\b|GROUP BY\b|RETURNING\b|FROM\b|SELECT\b|HAVING\b)/,
    )
    .filter((clause) => /^(?:WHERE|ON|USING)\b/.test(clause) && !/\bOR\b/.test(clause))
    .map(open)
    .join(' ');
}
