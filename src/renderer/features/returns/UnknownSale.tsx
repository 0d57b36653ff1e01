import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import type { ReturnDraft } from '../../../domain/transaction.ts';
import { ReasonChoice } from '../../ui/ReasonChoice.tsx';
import { parseAmountMinor } from '../basket/amountEntry.ts';
import { unknownReturnDraft } from './returnDraft.ts';
import { returnReasons, USUAL_REASON_CODE } from './returnReasons.ts';
import { UnknownLines, type KeyedLine } from './UnknownLines.tsx';

/** `<terminalId>:<uuid>`, as receipts show it. */
const RECEIPT_ID =
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The return of a sale that this terminal does not know: by the receipt's number; the ledger settles the points. */
export function UnknownSale(props: {
  /** As the receipt's code says it; empty where it is keyed. */
  readonly transactionId: string;
  readonly programme: Programme;
  readonly operatorId: string;
  readonly busy: boolean;
  readonly onApprove: (draft: ReturnDraft) => void;
}): ReactElement {
  const { transactionId, programme, operatorId, busy, onApprove } = props;
  const [id, setId] = useState(transactionId);
  const [lines, setLines] = useState<readonly KeyedLine[]>([
    { key: 1, lineNumber: 1, quantity: 1 },
  ]);
  const [refund, setRefund] = useState('');
  const [reasonCode, setReasonCode] = useState(USUAL_REASON_CODE);
  const [fault, setFault] = useState<string | null>(null);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const amount = parseAmountMinor(refund, programme.currency);
    const twice = namedTwice(lines);
    if (id.trim().startsWith('TRAINING:')) {
      setFault('That was practised in training and never sold. There is nothing to return.');
    } else if (!RECEIPT_ID.test(id.trim())) {
      setFault('Key the whole number of the receipt, with the terminal before the colon.');
    } else if (twice !== null) {
      setFault(`Line ${twice} is named twice: put its pieces together.`);
    } else if (!amount.ok) {
      setFault(amount.error);
    } else {
      setFault(null);
      const returned = lines.map(({ lineNumber, quantity }) => ({ lineNumber, quantity }));
      const choice = { lines: returned, reasonCode, operatorId };
      onApprove(unknownReturnDraft(id.trim(), amount.value, programme, choice));
    }
  }

  return (
    <section className="panel returns-panel" aria-label="Sale of another terminal">
      <p className="message message-info">
        This terminal does not know the sale. Money back is yours to decide by the receipt; the
        ledger finds the sale and settles its points.
      </p>
      <form onSubmit={submit} className="stack returns-form">
        <TextInput
          label="Number of the receipt"
          description="Or scan the code on the receipt."
          autoFocus={transactionId === ''}
          autoComplete="off"
          maxLength={110}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <UnknownLines lines={lines} onChange={setLines} />
        <TextInput
          className="returns-money"
          label={`Money back in ${programme.currency.code}`}
          autoFocus={transactionId !== ''}
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          value={refund}
          onChange={(event) => setRefund(event.currentTarget.value)}
        />
        {fault !== null && (
          <p className="message message-refused small" role="alert">
            {fault}
          </p>
        )}
        <ReasonChoice reasons={returnReasons} reasonCode={reasonCode} onChange={setReasonCode} />
        <Button type="submit" size="lg" loading={busy}>
          Approve return
        </Button>
      </form>
    </section>
  );
}

/** A line that two rows name, or null. */
function namedTwice(lines: readonly KeyedLine[]): number | null {
  const numbers = lines.map(({ lineNumber }) => lineNumber);
  return numbers.find((number, index) => numbers.indexOf(number) !== index) ?? null;
}
