import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../../../src/domain/result.ts';
import type { SealedTransaction } from '../../../../../src/domain/transaction.ts';
import type { IpcErrorCode } from '../../../../../src/ipc/result.ts';
import { transactionDraftSchema } from '../../../../../src/protocol/transaction.ts';
import { approveSale } from '../../../../../src/renderer/features/approve/approval.ts';
import { terminalJournal } from '../../../../../src/renderer/features/approve/sealJournal.ts';
import { journalInMemory } from '../../../../support/rendererHarness/journalInMemory.ts';
import {
  scriptedBridge,
  type BridgeScript,
} from '../../../../support/rendererHarness/scriptedBridge.ts';
import {
  dataInMemory,
  HOLD_ID,
  lamp,
  memberAtTill,
  memberView,
  programme,
  saleAtTill,
} from '../../../../support/rendererHarness/till.ts';
import { soundStatus } from '../../../../support/journalStatus.ts';

const error = (code: IpcErrorCode) => fail({ code, message: code });
const record = (transaction: SealedTransaction) => ({ ...transaction });

/** A till with a lamp and Anna on the sale, a host that answers by `script`, and a journal. */
function till(script: (journal: ReturnType<typeof journalInMemory>) => BridgeScript) {
  const journal = journalInMemory();
  const bridge = scriptedBridge({
    'journal.status': () => ok(soundStatus(journal.head().sequence, journal.head().hash)),
    'journal.append': ({ draft }) =>
      ok({ transaction: record(journal.seal(transactionDraftSchema.parse(draft))) }),
    'journal.read': ({ afterSequence }) =>
      ok({
        transactions: journal.sealed
          .filter(({ body }) => body.sequence > afterSequence)
          .map(record),
      }),
    ...script(journal),
  });
  const { sale, released } = saleAtTill();
  const { data, inserted } = dataInMemory([memberView()]);
  sale.getState().addProduct(lamp);
  sale.getState().setCustomer({ kind: 'member', member: memberAtTill() });
  const waits: number[] = [];
  const ports = {
    journal: terminalJournal(bridge),
    data,
    sale,
    programme: () => programme,
    operatorId: () => 'O1',
    sleep: (durationMs: number) => {
      waits.push(durationMs);
      return Promise.resolve();
    },
  };
  return { approve: () => approveSale(ports), bridge, sale, journal, inserted, released, waits };
}

describe('approval', () => {
  it('shows a receipt only with what the journal sealed, and puts it into the replica', async () => {
    const { approve, sale, journal, inserted } = till(() => ({}));
    await approve();
    const { stage } = sale.getState();
    expect(stage.kind === 'approved' && stage.receipt.transaction).toEqual(journal.sealed[0]);
    expect(inserted).toEqual(journal.sealed);
    expect(stage.kind === 'approved' && stage.receipt.member?.balance).toMatchObject({
      confirmedPoints: 1000,
      provisionalPoints: 450,
      shownPoints: 1450,
    });
  });

  it('sells once however often it is pressed', async () => {
    const { approve, journal, bridge } = till(() => ({}));
    await Promise.all([approve(), approve(), approve()]);
    await approve();
    expect(journal.sealed).toHaveLength(1);
    expect(bridge.asked.filter((channel) => channel === 'journal.append')).toHaveLength(1);
  });

  it.each(['diskFull', 'journalFailed'] as const)(
    'approves nothing and keeps the sale when the journal answers %s',
    async (code) => {
      const { approve, sale, inserted } = till(() => ({ 'journal.append': () => error(code) }));
      await approve();
      expect(sale.getState().stage).toMatchObject({ kind: 'failed', code });
      expect(sale.getState().lines).toHaveLength(1);
      expect(sale.getState().customer.kind).toBe('member');
      expect(inserted).toEqual([]);
    },
  );

  it('gives held points back when the sale is not approved', async () => {
    const { approve, sale, released } = till(() => ({ 'journal.append': () => error('diskFull') }));
    await sale.getState().redeem(500);
    await approve();
    expect(released).toEqual([HOLD_ID]);
    expect(sale.getState().redemption).toMatchObject({ kind: 'none' });
  });

  it('can be approved after the disk has space again', async () => {
    let full = true;
    const { approve, sale } = till((journal) => ({
      'journal.append': ({ draft }) =>
        full
          ? error('diskFull')
          : ok({ transaction: record(journal.seal(transactionDraftSchema.parse(draft))) }),
    }));
    await approve();
    full = false;
    await approve();
    expect(sale.getState().stage.kind).toBe('approved');
  });

  it('shows the truth when the host is lost after sealing: it was sold', async () => {
    const { approve, sale, journal, inserted } = till((own) => ({
      'journal.append': ({ draft }) => {
        own.seal(transactionDraftSchema.parse(draft));
        return error('timeout');
      },
    }));
    await approve();
    const { stage } = sale.getState();
    expect(stage.kind === 'approved' && stage.receipt.transaction).toEqual(journal.sealed[0]);
    expect(inserted).toHaveLength(1);
  });

  it('shows the truth when the host is lost before sealing: it was not sold', async () => {
    const { approve, sale, inserted, released } = till(() => ({
      'journal.append': () => error('timeout'),
    }));
    await sale.getState().redeem(500);
    await approve();
    expect(sale.getState().stage.kind).toBe('failed');
    expect(sale.getState().lines).toHaveLength(1);
    expect(inserted).toEqual([]);
    expect(released).toEqual([HOLD_ID]);
  });

  it('never shows an approval while the host cannot be asked, and holds no points back meanwhile', async () => {
    const seen: string[] = [];
    let asked = 0;
    const kit = till((own) => ({
      'journal.append': ({ draft }) => {
        own.seal(transactionDraftSchema.parse(draft));
        return error('timeout');
      },
      'journal.read': () => {
        asked += 1;
        seen.push(kit.sale.getState().stage.kind);
        return asked < 5 ? error('timeout') : ok({ transactions: own.sealed.map(record) });
      },
    }));
    await kit.sale.getState().redeem(500);
    await kit.approve();
    expect(seen).toEqual(Array.from({ length: 5 }, () => 'uncertain'));
    expect(kit.sale.getState().stage.kind).toBe('approved');
    expect(kit.released).toEqual([]);
  });

  it('does not take another sale in the journal for this one', async () => {
    const { approve, sale } = till((own) => ({
      'journal.append': ({ draft }) => {
        own.seal({ ...transactionDraftSchema.parse(draft), operatorId: 'O2' });
        return error('timeout');
      },
    }));
    await approve();
    expect(sale.getState().stage.kind).toBe('failed');
  });

  it('takes an answer that makes no sense for a lost one, not for an approval', async () => {
    const { approve, sale } = till(() => ({
      'journal.append': () => ok({ transaction: { nonsense: true } }),
    }));
    await approve();
    expect(sale.getState().stage.kind).toBe('failed');
  });

  it('lets nothing change the sale while it is not known whether it was sold', async () => {
    const kit = till(() => ({
      'journal.append': () => {
        kit.sale.getState().addProduct(lamp);
        kit.sale.getState().newSale();
        return error('diskFull');
      },
    }));
    await kit.approve();
    expect(kit.sale.getState().lines).toMatchObject([{ quantity: 1 }]);
  });
});
