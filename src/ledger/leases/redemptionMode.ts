import { z } from 'zod';
import { redemptionModeOf } from '../../domain/authorisation.ts';
import { programmeInEffect, type Programme, type RedemptionMode } from '../../domain/programme.ts';
import { programmeSchema, settingSchema } from '../../protocol/pullReference.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';

/** The mode that the terminal's setting names, null where it follows the programme. */
export function storeModeOf(
  context: LedgerContext,
  terminalId: string,
): Promise<RedemptionMode | null> {
  return context.sql.transaction('snapshot', (session) => settingMode(session, terminalId));
}

/** The programme now in effect and the mode in which the terminal redeems by it; null before there is a programme. */
export async function readRedemptionMode(
  session: SqlSession,
  terminalId: string,
  nowMs: number,
): Promise<{ readonly programme: Programme; readonly mode: RedemptionMode } | null> {
  const rows = await session.rows(
    z.object({ document: programmeSchema }),
    'SELECT document FROM programme WHERE NOT removed ORDER BY version DESC LIMIT 100',
  );
  const programme = programmeInEffect(
    rows.map(({ document }) => document),
    nowMs,
    Date.parse,
  );
  if (programme === null) {
    return null;
  }
  const storeMode = await settingMode(session, terminalId);
  const setting = storeMode === null ? null : { redemptionMode: storeMode };
  return { programme, mode: redemptionModeOf(programme, setting) };
}

async function settingMode(
  session: SqlSession,
  terminalId: string,
): Promise<RedemptionMode | null> {
  const [row] = await session.rows(
    z.object({ document: settingSchema }),
    'SELECT document FROM setting WHERE terminal_id = $1 AND NOT removed',
    [terminalId],
  );
  return row?.document.redemptionMode ?? null;
}
