import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import type { ReturnBody } from '../../../domain/transaction.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatMoney, formatPoints } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';

/** An approved return. */
export function ReturnReceipt(props: {
  readonly body: ReturnBody;
  readonly programme: Programme;
  readonly onDone: () => void;
}): ReactElement {
  const { body, programme, onDone } = props;
  const { training } = useTerminal().description;
  const taken = formatPoints(body.reversedAccrualPoints);
  const given = formatPoints(body.restoredRedemptionPoints);
  return (
    <section
      className="panel returns-panel"
      data-testid="return-receipt"
      aria-label="Return approved"
    >
      <header className="receipt-head">
        <span className="receipt-mark" aria-hidden="true">
          <Icon name="check" size={30} />
        </span>
        <h2 className="grow">Return approved</h2>
        <strong className="receipt-amount">
          {formatMoney(body.refundMinor, programme.currency)}
        </strong>
      </header>
      {training && <p className="receipt-training">TRAINING: nothing was returned.</p>}
      <p>
        {body.settledBy === 'ledger'
          ? 'The ledger settles the points of this sale when it has both.'
          : `${taken} taken back, ${given} given back.`}
      </p>
      <p className="soft small">
        Return {body.sequence} · No. {body.transactionId} · of sale {body.originalTransactionId}
      </p>
      <Button size="lg" autoFocus onClick={onDone}>
        Back to the till
      </Button>
    </section>
  );
}
