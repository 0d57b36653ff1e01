import { Button } from '@mantine/core';
import { useEffect, useMemo, type ReactElement } from 'react';
import { lineAmountMinor } from '../../../domain/basket.ts';
import { operatorName } from '../../../domain/operator.ts';
import type { Programme } from '../../../domain/programme.ts';
import { overrideOf } from '../../../domain/transaction.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import type { Receipt } from '../../stores/saleState.ts';
import {
  formatCount,
  formatMoment,
  formatMoney,
  formatPoints,
  formatSigned,
} from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { useShortcuts, type Shortcuts } from '../../ui/useShortcuts.ts';
import { MemberBalance } from '../identify/MemberPanel.tsx';
import { NoticeLine } from '../identify/NoticeLine.tsx';
import { ReceiptCode } from './ReceiptCode.tsx';
import './receipt.css';

/** An approved sale. Enter, Escape or the next scan starts another. */
export function ReceiptScreen(props: {
  readonly receipt: Receipt;
  readonly programme: Programme;
  /** False while something lies over the receipt. */
  readonly active: boolean;
}): ReactElement {
  const { receipt, programme, active } = props;
  const { description, enrolment, replica, clock, notices } = useTerminal();
  const { training } = description;
  const newSale = useSale((state) => state.newSale);
  const operators = useObserved(replica.reference.operators);
  const { body } = receipt.transaction;
  const { member, shownAgain } = receipt;
  const payableMinor = body.totalMinor - (body.redemption?.valueMinor ?? 0);
  const money = (amountMinor: number) => formatMoney(amountMinor, programme.currency);
  const allowedBy = overrideOf(body)?.operatorId ?? null;
  const soldAt = formatMoment(Date.parse(body.occurredAt), clock.nowMs());
  const shortcuts = useMemo((): Shortcuts => ({ Enter: newSale, Escape: newSale }), [newSale]);
  useShortcuts(shortcuts, active);
  useEffect(() => notices.getState().clear(), [notices]);

  return (
    <main className="receipt-screen">
      <section className="panel receipt" data-testid="receipt" aria-labelledby="receipt-title">
        <header
          className={shownAgain || training ? 'receipt-head receipt-head-again' : 'receipt-head'}
        >
          <span className="receipt-mark" aria-hidden="true">
            <Icon name={shownAgain ? 'receipt' : 'check'} size={30} />
          </span>
          <div className="grow">
            <h1 id="receipt-title">
              {shownAgain
                ? `Sale ${body.sequence}, shown again`
                : training
                  ? 'Approved in training'
                  : 'Approved'}
            </h1>
            <p className="soft small">
              {enrolment.storeName} · {enrolment.terminalName} · {soldAt}
            </p>
          </div>
          <strong className="receipt-amount">{money(payableMinor)}</strong>
        </header>
        {training && <p className="receipt-training">TRAINING: nothing was sold. No receipt.</p>}
        <ul className="receipt-lines" aria-label="Lines">
          {body.lines.map((line) => (
            <li key={line.lineNumber} className="spread">
              <span className="clip">
                {line.quantity > 1 && `${line.quantity} × `}
                {line.description}
              </span>
              <span>{money(lineAmountMinor(line))}</span>
            </li>
          ))}
        </ul>
        <dl className="receipt-sums">
          <div className="spread">
            <dt>Total</dt>
            <dd>{money(body.totalMinor)}</dd>
          </div>
          {body.redemption !== null && (
            <div className="spread">
              <dt>Paid with {formatPoints(body.redemption.points)}</dt>
              <dd>−{money(body.redemption.valueMinor)}</dd>
            </div>
          )}
          <div className="spread receipt-payable">
            <dt>To pay</dt>
            <dd>{money(payableMinor)}</dd>
          </div>
        </dl>
        <footer className="soft small receipt-foot">
          {!training && <ReceiptCode transactionId={body.transactionId} />}
          <div className="receipt-facts">
            <span>Sale {body.sequence}</span>
            <span>No. {body.transactionId}</span>
            {allowedBy !== null && (
              <span data-testid="receipt-override">
                Points allowed by {operatorName(allowedBy, operators)} (manager override)
              </span>
            )}
            <span>Operator {operatorName(body.operatorId, operators)}</span>
          </div>
        </footer>
      </section>
      <aside className="receipt-side">
        <section className="panel receipt-points" aria-label="Points">
          {member !== null && (
            <>
              <div>
                <h2 className="clip">{member.view.displayName}</h2>
                <p className="soft">{member.view.cardLabel}</p>
              </div>
              <p className="receipt-earned">
                <strong data-testid="receipt-earned">{formatSigned(body.accrualPoints)}</strong>{' '}
                points earned
                {body.redemption !== null && `, ${formatCount(body.redemption.points)} redeemed`}
              </p>
              <MemberBalance member={member} />
            </>
          )}
          {body.member?.kind === 'unknownCard' && (
            <p>
              The card is noted. The sale earns {formatPoints(body.accrualPoints)} once the ledger
              knows the card.
            </p>
          )}
          {body.member === null && <p className="soft">Sold without a card.</p>}
          {!receipt.inReplica && (
            <p className="message message-warning small">
              The sale is recorded. The balance here will show it after the terminal’s next start.
            </p>
          )}
        </section>
        <NoticeLine />
        <Button className="approve-button" autoFocus onClick={newSale}>
          New sale
          <span className="key-hint" aria-hidden="true">
            Enter
          </span>
        </Button>
      </aside>
    </main>
  );
}
