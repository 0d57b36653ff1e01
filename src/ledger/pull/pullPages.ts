import { z } from 'zod';
import type { PullQuery } from '../../protocol/exchange.ts';
import {
  MAXIMUM_PAGES,
  TARGET_CARDS_PER_PAGE,
  type MemberPage,
  type PullPagesResponse,
} from '../../protocol/pullPages.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { accountsCheckpointFrom } from './accountsCheckpoint.ts';
import { checkpointNumber, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { joinShownReserves, PENDING_FROM, PENDING_POINTS, SHOWN_BALANCE } from './shownBalance.ts';
import { inSnapshot, type PullSnapshot } from './snapshot.ts';

const MAXIMUM_BITS = 20;

/** A fill under way: how pages are cut, from when single accounts count, and the next page. */
interface Fill {
  readonly bits: number;
  readonly horizonXid: string;
  readonly totalCards: number;
  readonly nextIndex: number;
}

/**
 * Pages of all cards, in the order of their index. Each answer is cut live from one range of tokens in a snapshot of
 * its own; what changes after the fill began comes again as single accounts from `accountsCheckpoint`.
 */
export async function pullPages(
  context: LedgerContext,
  terminalId: string,
  query: PullQuery,
): Promise<PullPagesResponse> {
  const { epoch } = context.chain;
  return inSnapshot(context, terminalId, async (snapshot) => {
    const fill = parseFill(epoch, query.checkpoint) ?? (await beginFill(snapshot));
    const pageCount = 2 ** fill.bits;
    const limit = Math.min(query.limit, MAXIMUM_PAGES);
    const endIndex = Math.min(pageCount, fill.nextIndex + limit);
    const pages = await cutPages(snapshot, fill.bits, fill.nextIndex, endIndex);
    const { bits, horizonXid, totalCards } = fill;
    return {
      generation: `${epoch.slice(0, 8)}-${horizonXid}-${bits}`,
      bits,
      pages,
      totalCards,
      checkpoint: formatCheckpoint('pages', epoch, [bits, horizonXid, totalCards, endIndex]),
      done: endIndex === pageCount,
      accountsCheckpoint: accountsCheckpointFrom(epoch, horizonXid),
    };
  });
}

/** How many bits of the token cut `totalCards` into pages of about the target size. */
export function pageBits(totalCards: number): number {
  const bits = Math.round(Math.log2(Math.max(1, totalCards) / TARGET_CARDS_PER_PAGE));
  return Math.min(MAXIMUM_BITS, Math.max(0, bits));
}

/** The least token of page `index`, or null behind the last page. */
export function firstTokenOf(index: number, bits: number): string | null {
  return index >= 2 ** bits
    ? null
    : (index * 2 ** (32 - bits)).toString(16).padStart(8, '0').padEnd(32, '0');
}

async function beginFill({ session, horizonXid }: PullSnapshot): Promise<Fill> {
  const [row] = await session.rows(
    z.object({ count: z.int() }),
    'SELECT count(*) AS count FROM card WHERE NOT removed',
  );
  const totalCards = row?.count ?? 0;
  return { bits: pageBits(totalCards), horizonXid, totalCards, nextIndex: 0 };
}

function parseFill(epoch: string, text: string | null): Fill | null {
  const parts = parseCheckpoint('pages', epoch, 4, text) ?? [];
  const numbers = z.tuple([
    z.int().max(MAXIMUM_BITS),
    z.int(),
    z.int(),
    z.int().max(2 ** MAXIMUM_BITS),
  ]);
  const parsed = numbers.safeParse(parts.map(checkpointNumber));
  if (!parsed.success) {
    return null;
  }
  const [fillBits, horizonXid, cards, index] = parsed.data;
  return index <= 2 ** fillBits
    ? { bits: fillBits, horizonXid: String(horizonXid), totalCards: cards, nextIndex: index }
    : null;
}

const pageRow = z.object({ index: z.int(), count: z.int(), rows: z.string() });

/** Cuts pages `from` (included) to `to` (not) with one range scan; the database writes the text of the rows. */
async function cutPages(
  { session, terminalId, asOf, appliedSequence, showsAllLeases }: PullSnapshot,
  bits: number,
  from: number,
  to: number,
): Promise<MemberPage[]> {
  const found = await session.rows(
    pageRow,
    `SELECT index, count(*) AS count, '[' || string_agg(text, ',' ORDER BY card_token) || ']' AS rows
       FROM (
         SELECT c.card_token,
                (('x' || left(c.card_token, 8))::bit(32)::int8 >> $1::int4) AS index,
                '["' || c.card_token || '","' || m.member_id || '",' || to_json(m.display_name) || ','
                || to_json(c.card_label) || ',"' || m.tier_id || '",'
                || CASE m.status WHEN 'active' THEN '1,' WHEN 'closed' THEN '2,' ELSE '0,' END || ${SHOWN_BALANCE}
                || coalesce(',' || ${PENDING_POINTS} || ',"' || ${PENDING_FROM} || '"', '') || ']' AS text
           FROM card c JOIN member m ON m.member_id = c.member_id
                ${joinShownReserves(4, showsAllLeases)}
          WHERE c.card_token >= $2 AND ($3::text IS NULL OR c.card_token < $3) AND NOT c.removed
       ) AS card_rows
      GROUP BY index`,
    [32 - bits, firstTokenOf(from, bits) ?? 'g', firstTokenOf(to, bits), terminalId],
  );
  const byIndex = new Map(found.map((page) => [page.index, page]));
  return Array.from({ length: to - from }, (_, offset) => {
    const index = from + offset;
    const page = byIndex.get(index);
    return { index, rows: page?.rows ?? '[]', count: page?.count ?? 0, asOf, appliedSequence };
  });
}
