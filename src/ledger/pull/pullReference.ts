import { z } from 'zod';
import type { PullQuery } from '../../protocol/exchange.ts';
import {
  MAXIMUM_REFERENCE_DOCUMENTS,
  operatorSchema,
  productSchema,
  programmeSchema,
  settingSchema,
} from '../../protocol/pullReference.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { checkpointNumber, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { inSnapshot } from './snapshot.ts';

/** Where a collection lies. `id` sorts its documents within one change; `own` keeps it to the asking terminal. */
interface Source<Document extends z.ZodType> {
  readonly kind: string;
  readonly table: string;
  readonly id: string;
  readonly own: boolean;
  readonly document: Document;
}

export const referenceSources = {
  programmes: {
    kind: 'programmes',
    table: 'programme',
    id: `programme_id || '/' || version`,
    own: false,
    document: programmeSchema,
  },
  products: {
    kind: 'products',
    table: 'product',
    id: 'product_id',
    own: false,
    document: productSchema,
  },
  operators: {
    kind: 'operators',
    table: 'operator',
    id: 'operator_id',
    own: false,
    document: operatorSchema,
  },
  settings: {
    kind: 'settings',
    table: 'setting',
    id: 'terminal_id',
    own: true,
    document: settingSchema,
  },
} as const;

/** Documents of a collection that changed since the checkpoint; without one, or with another ledger's, all of them. */
export async function pullReference<Document extends z.ZodType>(
  context: LedgerContext,
  terminalId: string,
  source: Source<Document>,
  query: PullQuery,
): Promise<{
  documents: { document: z.infer<Document>; removed: boolean }[];
  checkpoint: string;
  more: boolean;
}> {
  const { epoch } = context.chain;
  const [afterXid, afterId] = parseCheckpoint(source.kind, epoch, 2, query.checkpoint) ?? [];
  const after =
    afterXid !== undefined && afterId !== undefined && checkpointNumber(afterXid) !== null
      ? { xid: afterXid, id: afterId }
      : { xid: '0', id: '' };
  const row = z.object({
    document: z.unknown(),
    removed: z.boolean(),
    id: z.string(),
    xid: z.string(),
  });
  const limit = Math.min(query.limit, MAXIMUM_REFERENCE_DOCUMENTS);
  return inSnapshot(context, terminalId, async ({ session, horizonXid }) => {
    const rows = await session.rows(
      row,
      `SELECT document, removed, id, change_xid::text AS xid
         FROM (SELECT *, (${source.id}) COLLATE "C" AS id FROM ${source.table}
                ${source.own ? 'WHERE terminal_id = $5' : 'WHERE $5::text IS NOT NULL'}) AS source
        WHERE change_xid < $2::text::xid8 AND (change_xid, id) > ($1::text::xid8, $3)
        ORDER BY change_xid, id
        LIMIT $4::int4`,
      [after.xid, horizonXid, after.id, limit + 1, terminalId],
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1) ?? after;
    return {
      documents: shown.map(({ document, removed }) => ({
        document: source.document.parse(document),
        removed,
      })),
      checkpoint: formatCheckpoint(source.kind, epoch, [last.xid, last.id]),
      more: rows.length > limit,
    };
  });
}
