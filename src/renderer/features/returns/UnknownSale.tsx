import { Button, NumberInput, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import type { ReturnDraft } from '../../../domain/transaction.ts';
import { ReasonChoice } from '../../ui/ReasonChoice.tsx';
import { parseAmountMinor } from '../basket/amountEntry.ts';
import { unknownReturnDraft } from './returnDraft.ts';
import { returnReasons, USUAL_REASON_CODE } from './returnReasons.ts';

/** `<terminalId>:<uuid>`, as receipts show it. */
const RECEIPT_ID =
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The return of a sale that this terminal does not know: by the receipt's number; the ledger settles the points. */
export function UnknownSale(props: {
  readonly programme: Programme;
  readonly operatorId: string;
  readonly busy: boolean;
  readonly onApprove: (draft: ReturnDraft) => void;
}): ReactElement {
  const { programme, operatorId, busy, onApprove } = props;
  const [id, setId] = useState('');
  const [lineNumber, setLineNumber] = useState(1);
  const [quantity, setQuantity] = useState(1);
  const [refund, setRefund] = useState('');
  const [reasonCode, setReasonCode] = useState(USUAL_REASON_CODE);
  const [fault, setFault] = useState<string | null>(null);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const amount = parseAmountMinor(refund, programme.currency);
    if (!RECEIPT_ID.test(id.trim())) {
      setFault('Key the whole number of the receipt, with the terminal before the colon.');
    } else if (!amount.ok) {
      setFault(amount.error);
    } else {
      setFault(null);
      const choice = { lines: [{ lineNumber, quantity }], reasonCode, operatorId };
      onApprove(unknownReturnDraft(id.trim(), amount.value, programme, choice));
    }
  }

  return (
    <section className="panel returns-panel" aria-label="Sale of another terminal">
      <p className="message message-info">
        This terminal does not know the sale. Money back is yours to decide by the receipt; the
        ledger finds the sale and settles its points.
      </p>
      <form onSubmit={submit} className="stack">
        <TextInput
          label="Number of the receipt"
          autoFocus
          autoComplete="off"
          maxLength={110}
          value={id}
          error={fault}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <div className="row">
          <NumberInput
            label="Line on the receipt"
            min={1}
            max={200}
            allowDecimal={false}
            value={lineNumber}
            onChange={(value) => setLineNumber(Number(value) || 1)}
          />
          <NumberInput
            label="Pieces"
            min={1}
            max={9999}
            allowDecimal={false}
            value={quantity}
            onChange={(value) => setQuantity(Number(value) || 1)}
          />
          <TextInput
            label={`Money back in ${programme.currency.code}`}
            inputMode="decimal"
            autoComplete="off"
            maxLength={12}
            value={refund}
            onChange={(event) => setRefund(event.currentTarget.value)}
          />
        </div>
        <ReasonChoice reasons={returnReasons} reasonCode={reasonCode} onChange={setReasonCode} />
        <Button type="submit" size="lg" loading={busy}>
          Approve return
        </Button>
      </form>
    </section>
  );
}
