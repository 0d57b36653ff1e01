import { describe, expect, it } from 'vitest';
import { transactionDraftSchema } from '../../../../../src/protocol/transaction.ts';
import {
  isSought,
  returnableSales,
} from '../../../../../src/renderer/features/returns/returnableSales.ts';
import {
  knownReturnDraft,
  reversalOf,
  unknownReturnDraft,
} from '../../../../../src/renderer/features/returns/returnDraft.ts';
import { journalInMemory } from '../../../../support/rendererHarness/journalInMemory.ts';
import { programme } from '../../../../support/rendererHarness/till.ts';
import { saleDraft } from '../../../../support/transactionDrafts.ts';

const choice = { reasonCode: 'unwanted', operatorId: 'O1' };

/** A sale of three pieces at 10 euros each under the till's programme. */
const threePieces = {
  ...saleDraft(1000),
  programmeId: programme.programmeId,
  programmeVersion: programme.version,
  lines: saleDraft(1000).lines.map((line) => ({ ...line, quantity: 3 })),
  totalMinor: 3000,
  accrualPoints: 300,
};

describe('returns at the till', () => {
  it('offer a sale until its last piece has come back, and count what came back before', () => {
    const journal = journalInMemory();
    journal.seal(threePieces);
    const lines = [{ lineNumber: 1, quantity: 2 }];
    const [sale] = returnableSales(journal.sealed);
    const first = reversalOf(sale!, programme, lines);
    expect(first).toEqual({
      refundMinor: 2000,
      reversedAccrualPoints: 200,
      restoredRedemptionPoints: 0,
    });
    journal.seal(knownReturnDraft(sale!, first!, { ...choice, lines }));
    const [rest] = returnableSales(journal.sealed);
    expect(reversalOf(rest!, programme, lines)).toBeNull();
    const last = [{ lineNumber: 1, quantity: 1 }];
    const second = reversalOf(rest!, programme, last);
    expect(second?.reversedAccrualPoints).toBe(100);
    journal.seal(knownReturnDraft(rest!, second!, { ...choice, lines: last }));
    expect(returnableSales(journal.sealed)).toEqual([]);
  });

  it('find a sale by its number or a part of its id, and not by a part of its number', () => {
    const journal = journalInMemory();
    for (let sale = 0; sale < 12; sale += 1) {
      journal.seal(threePieces);
    }
    const sales = returnableSales(journal.sealed);
    const found = (text: string) =>
      sales.filter((sale) => isSought(sale, text)).map(({ body }) => body.sequence);
    expect(found('1')).toEqual([1]);
    expect(found(' 12 ')).toEqual([12]);
    expect(found('000000000011')).toEqual([11]);
    expect(found('')).toHaveLength(12);
  });

  it('pass the schema by which the host takes them, known or not', () => {
    const journal = journalInMemory();
    const lines = [{ lineNumber: 1, quantity: 1 }];
    const { body } = journal.seal(threePieces);
    const [sale] = returnableSales(journal.sealed);
    const known = knownReturnDraft(sale!, reversalOf(sale!, programme, lines)!, {
      ...choice,
      lines,
    });
    const unknown = unknownReturnDraft(body.transactionId, 500, programme, { ...choice, lines });
    expect(unknown).toMatchObject({ settledBy: 'ledger', member: null, refundMinor: 500 });
    for (const draft of [known, unknown]) {
      expect(transactionDraftSchema.safeParse(draft).success).toBe(true);
    }
  });
});
