import { join } from 'node:path';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import {
  demonstrationCardsSchema,
  type DemonstrationCards,
} from '../../ipc/channels/demonstration.ts';
import type { IpcError } from '../../ipc/result.ts';
import { readFileIfThere, writeFileAtomically } from '../files/atomicFile.ts';
import { parseJsonText } from '../files/jsonText.ts';
import type { LedgerClient } from '../ledgerClient/ledgerClient.ts';
import type { LedgerFailure } from '../ledgerClient/ledgerFailure.ts';
import { ledgerFailed } from './ipcFailures.ts';

/** The demonstration's invented cards, products and PINs: from the ledger, and kept so that they are there offline. */
export async function demonstrationCards(
  ledger: LedgerClient,
  profileDirectory: string,
): Promise<Result<DemonstrationCards, IpcError>> {
  const path = join(profileDirectory, 'demonstration.json');
  const kept = await readKept(path);
  if (kept !== null && ledger.connection.status !== 'online') {
    return ok(kept);
  }
  const answer: Result<DemonstrationCards, LedgerFailure> = await ledger.demoCards();
  if (!answer.ok) {
    return kept === null ? ledgerFailed(answer.error) : ok(kept);
  }
  await keep(path, answer.value);
  return answer;
}

async function readKept(path: string): Promise<DemonstrationCards | null> {
  try {
    const content = await readFileIfThere(path);
    const parsed = demonstrationCardsSchema.safeParse(
      content === null ? undefined : parseJsonText(content),
    );
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A disk that fails costs no more than the demonstration's panel after the next start without a ledger. */
async function keep(path: string, cards: DemonstrationCards): Promise<void> {
  try {
    await writeFileAtomically(path, new TextEncoder().encode(JSON.stringify(cards)));
  } catch {
    return;
  }
}
