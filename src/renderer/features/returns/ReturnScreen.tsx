import { Button } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { useShortcuts, type Shortcuts } from '../../ui/useShortcuts.ts';
import { NoticeLine } from '../identify/NoticeLine.tsx';
import { FindSale } from './FindSale.tsx';
import { ReturnReceipt } from './ReturnReceipt.tsx';
import { saleOfReceipt, type ReturnableSale } from './returnableSales.ts';
import { ReturnLines } from './ReturnLines.tsx';
import { UnknownSale } from './UnknownSale.tsx';
import { useOwnTransactions, useReturn } from './useReturn.ts';
import './returns.css';

/** A receipt whose code was scanned. */
export interface ScannedReceipt {
  readonly transactionId: string;
}

/** What is returned: a sale of this terminal, or one that it does not know. */
type Chosen =
  | { readonly kind: 'known'; readonly sale: ReturnableSale }
  | { readonly kind: 'unknown'; readonly transactionId: string };

/** What the person at the till has said so far: by hand, or by scanning; `null` is "another sale". */
type Asked =
  | { readonly by: 'hand'; readonly chosen: Chosen | null }
  | { readonly by: 'scan'; readonly receipt: ScannedReceipt };

/** Takes goods back: finds the sale, says what it comes to, approves. */
export function ReturnScreen(props: {
  readonly programme: Programme;
  /** The receipt by which the screen was opened, or null. */
  readonly scanned: ScannedReceipt | null;
  readonly onClose: () => void;
}): ReactElement {
  const { programme, scanned, onClose } = props;
  const { replica, interception, notices } = useTerminal();
  const programmes = useObserved(replica.reference.programmes);
  const transactions = useOwnTransactions();
  const { stage, operatorId, isManager, approve } = useReturn();
  const [asked, setAsked] = useState<Asked>(
    scanned === null ? { by: 'hand', chosen: null } : { by: 'scan', receipt: scanned },
  );
  const sought =
    asked.by === 'scan' && transactions !== null
      ? saleOfReceipt(transactions, asked.receipt.transactionId)
      : null;
  const chosen: Chosen | null =
    asked.by === 'hand'
      ? asked.chosen
      : sought === null || sought.kind === 'returned'
        ? null
        : sought;
  const choose = (next: Chosen | null) => setAsked({ by: 'hand', chosen: next });
  const open = stage.kind === 'open' || stage.kind === 'failed';
  const busy = stage.kind === 'approving';
  const done = stage.kind === 'approved';
  const back = () => (chosen === null || done ? onClose() : choose(null));
  const shortcuts = useMemo((): Shortcuts => ({ Escape: onClose }), [onClose]);
  useShortcuts(shortcuts, !busy);

  useEffect(() => notices.getState().clear(), [notices]);
  useEffect(
    () =>
      interception.add((outcome) => {
        if (outcome.kind === 'receipt' && open) {
          notices.getState().clear();
          setAsked({ by: 'scan', receipt: { transactionId: outcome.transactionId } });
        } else {
          notices
            .getState()
            .tell('warning', 'Nothing was added to a sale: this is a return. Close it first.');
        }
        return true;
      }),
    [interception, notices, open],
  );

  return (
    <main className="returns">
      <header className="spread">
        <h1 className="returns-title">Return</h1>
        <div className="grow">
          <NoticeLine />
        </div>
        <Button
          variant="default"
          onClick={back}
          disabled={busy}
          leftSection={<Icon name="close" />}
        >
          {chosen === null || done ? 'Back to the till' : 'Another sale'}
        </Button>
      </header>
      {stage.kind === 'failed' && (
        <p className="message message-refused" role="alert">
          {stage.message}
        </p>
      )}
      {sought?.kind === 'returned' && (
        <p className="message message-warning" role="alert">
          Everything of this sale has been returned already.
        </p>
      )}
      {busy && stage.uncertain && (
        <p className="message message-warning" role="status">
          The answer was lost. The journal is being asked whether the return was recorded.
        </p>
      )}
      {stage.kind === 'approved' ? (
        <ReturnReceipt body={stage.body} programme={programme} onDone={onClose} />
      ) : chosen === null ? (
        <FindSale
          programme={programme}
          transactions={transactions}
          onSale={(sale) => choose({ kind: 'known', sale })}
          onUnknown={() => choose({ kind: 'unknown', transactionId: '' })}
        />
      ) : chosen.kind === 'known' ? (
        <ReturnLines
          key={chosen.sale.body.transactionId}
          sale={chosen.sale}
          programme={programmes.find(isOf(chosen.sale)) ?? programme}
          operatorId={operatorId}
          isManager={isManager}
          busy={busy}
          onApprove={approve}
        />
      ) : (
        <UnknownSale
          key={chosen.transactionId}
          transactionId={chosen.transactionId}
          programme={programme}
          operatorId={operatorId}
          busy={busy}
          onApprove={approve}
        />
      )}
    </main>
  );
}

/** The version that a sale was sold under. */
function isOf({ body }: ReturnableSale): (programme: Programme) => boolean {
  return ({ programmeId, version }) =>
    programmeId === body.programmeId && version === body.programmeVersion;
}
