import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { Programme } from '../../../domain/programme.ts';
import type { Quote } from '../../../domain/quote.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { formatMoney, formatPoints } from '../../ui/format.ts';
import './approve.css';

/** Total, what points pay, what is left to pay, and the button that makes it a sale. */
export function ApproveBar(props: {
  readonly programme: Programme;
  readonly quote: Quote;
}): ReactElement {
  const { programme, quote } = props;
  const terminal = useTerminal();
  const reachable = useStore(terminal.host, (state) => state.reachable);
  const lines = useSale((state) => state.lines);
  const stage = useSale((state) => state.stage);
  const customer = useSale((state) => state.customer);
  const asking = useSale((state) => state.redemption.kind === 'asking');
  const money = (amountMinor: number) => formatMoney(amountMinor, programme.currency);
  const busy = stage.kind === 'approving' || stage.kind === 'uncertain';
  return (
    <section className="panel approve" aria-label="Payment">
      {quote.redemptionPoints > 0 && (
        <>
          <div className="spread">
            <span className="soft">Total</span>
            <span>{money(quote.totalMinor)}</span>
          </div>
          <div className="spread">
            <span className="soft">Paid with points</span>
            <span>−{money(quote.redemptionValueMinor)}</span>
          </div>
        </>
      )}
      <div className="spread approve-payable">
        <span>To pay</span>
        <strong className="approve-amount" data-testid="payable">
          {money(quote.payableMinor)}
        </strong>
      </div>
      <p className="approve-earned" data-testid="points-earned">
        {customer.kind === 'none' ? (
          <span className="soft">No card, no points</span>
        ) : (
          <>
            <span>{customer.kind === 'member' ? 'Earns' : 'Earns once the card is known'}</span>
            <strong>{formatPoints(quote.accrualPoints)}</strong>
          </>
        )}
      </p>
      <Button
        className="approve-button"
        aria-keyshortcuts="F9"
        fullWidth
        disabled={lines.length === 0 || busy || asking || !reachable}
        onClick={() => void terminal.approve()}
      >
        Approve
        <span className="key-hint" aria-hidden="true">
          F9
        </span>
      </Button>
    </section>
  );
}
