import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import type { JournalExportHeader } from '../../src/protocol/journalExport.ts';

/** Writes an export to a new file, durably. Rejects with EEXIST where there is one, and leaves it as it is. */
export async function writeJournalExport(
  path: string,
  header: JournalExportHeader,
  transactions: readonly SealedTransaction[],
): Promise<void> {
  const hash = createHash('sha256');
  const handle = await open(path, 'wx', 0o600);
  const write = async (line: unknown) => {
    const text = `${JSON.stringify(line)}\n`;
    hash.update(text);
    await handle.write(text);
  };
  try {
    await write(header);
    for (const transaction of transactions) {
      await write(transaction);
    }
    const trailer = { transactions: transactions.length, sha256: hash.digest('hex') };
    await handle.write(`${JSON.stringify(trailer)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
