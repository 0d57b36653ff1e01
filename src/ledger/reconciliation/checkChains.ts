import { z } from 'zod';
import { GENESIS_HEAD, type ChainHead } from '../../domain/seal.ts';
import { TRANSACTIONS_A_PART, walkChainPart } from '../audit/chainBreaks.ts';
import type { SqlSession } from '../storage/sql.ts';
import type { ReconciliationStep } from './reconciliationStep.ts';

const positionSchema = z.object({
  terminalId: z.string(),
  sequence: z.int(),
  hash: z.string(),
});
const terminalRow = z.object({
  terminal_id: z.string(),
  last_sequence: z.int(),
  last_hash: z.string(),
});

/** Terminals that one step begins at most. */
const TERMINALS_A_STEP = 50;

/** Walks on along the terminals' chains, a bounded number of transactions, in one snapshot. */
export async function checkChains(
  session: SqlSession,
  position: string,
): Promise<ReconciliationStep> {
  const parsed = positionSchema.safeParse(position === '' ? null : JSON.parse(position));
  const start = parsed.success ? parsed.data : null;
  const terminals = await session.rows(
    terminalRow,
    `SELECT terminal_id, last_sequence, last_hash FROM terminal
      WHERE terminal_id COLLATE "C" >= $1 ORDER BY terminal_id COLLATE "C" LIMIT ${TERMINALS_A_STEP + 1}`,
    [start?.terminalId ?? ''],
  );
  const findings: string[] = [];
  let checked = 0;
  for (const terminal of terminals.slice(0, TERMINALS_A_STEP)) {
    const goesOn = terminal.terminal_id === start?.terminalId;
    let head: ChainHead = goesOn ? { sequence: start.sequence, hash: start.hash } : GENESIS_HEAD;
    for (;;) {
      if (checked >= TRANSACTIONS_A_PART) {
        return { checked, findings, position: positionOf(terminal.terminal_id, head) };
      }
      const part = await walkChainPart(session, terminal, head);
      checked += part.rows;
      findings.push(
        ...part.breaks.map(
          ({ terminalId, sequence, reason }) =>
            `terminal ${terminalId}: transaction ${sequence}: ${reason}`,
        ),
      );
      head = part.head;
      if (part.isEnd) {
        break;
      }
    }
  }
  const next = terminals[TERMINALS_A_STEP];
  return {
    checked,
    findings,
    position: next === undefined ? null : positionOf(next.terminal_id, GENESIS_HEAD),
  };
}

function positionOf(terminalId: string, { sequence, hash }: ChainHead): string {
  return JSON.stringify({ terminalId, sequence, hash });
}
