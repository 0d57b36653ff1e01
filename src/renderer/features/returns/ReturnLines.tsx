import { Button, NumberInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import {
  POST_VOID_REASON_CODE,
  type ReturnDraft,
  type ReturnLine,
} from '../../../domain/transaction.ts';
import { formatMoney, formatPoints } from '../../ui/format.ts';
import { ReasonChoice } from '../../ui/ReasonChoice.tsx';
import type { ReturnableSale } from './returnableSales.ts';
import { knownReturnDraft, reversalOf } from './returnDraft.ts';
import { isWhole, managerReasons, returnReasons, USUAL_REASON_CODE } from './returnReasons.ts';

/** Chooses lines and pieces of a known sale, and says what the return comes to before it is approved. */
export function ReturnLines(props: {
  readonly sale: ReturnableSale;
  /** The version that the sale names. */
  readonly programme: Programme;
  readonly operatorId: string;
  readonly isManager: boolean;
  readonly busy: boolean;
  readonly onApprove: (draft: ReturnDraft) => void;
}): ReactElement {
  const { sale, programme, operatorId, isManager, busy, onApprove } = props;
  const [pieces, setPieces] = useState<ReadonlyMap<number, number>>(new Map());
  const [reasonCode, setReasonCode] = useState(USUAL_REASON_CODE);
  const { body, returned } = sale;
  const leftOf = (line: { lineNumber: number; quantity: number }): number =>
    line.quantity - (returned.get(line.lineNumber) ?? 0);
  const lines: ReturnLine[] = [...pieces]
    .filter(([, quantity]) => quantity > 0)
    .map(([lineNumber, quantity]) => ({ lineNumber, quantity }));
  const reversal = lines.length === 0 ? null : reversalOf(sale, programme, lines);
  const onlyWhole = reasonCode === POST_VOID_REASON_CODE && !isWhole(body, lines);
  return (
    <section className="panel returns-panel" aria-label={`Sale ${body.sequence}`}>
      <div className="spread">
        <h2>Sale {body.sequence}</h2>
        <Button
          variant="default"
          autoFocus
          onClick={() =>
            setPieces(new Map(body.lines.map((line) => [line.lineNumber, leftOf(line)])))
          }
        >
          All of it
        </Button>
      </div>
      <ul className="returns-list" aria-label="Lines">
        {body.lines.map((line) => (
          <li key={line.lineNumber} className="returns-line">
            <span className="clip grow">{line.description}</span>
            <span className="soft">
              {leftOf(line)} × {formatMoney(line.unitPriceMinor, programme.currency)}
            </span>
            <NumberInput
              aria-label={`Pieces of ${line.description}`}
              className="returns-pieces"
              min={0}
              max={leftOf(line)}
              clampBehavior="strict"
              allowDecimal={false}
              disabled={leftOf(line) === 0}
              value={pieces.get(line.lineNumber) ?? 0}
              onChange={(value) =>
                setPieces((before) => new Map(before).set(line.lineNumber, Number(value) || 0))
              }
            />
          </li>
        ))}
      </ul>
      <ReasonChoice
        reasons={isManager ? managerReasons : returnReasons}
        reasonCode={reasonCode}
        onChange={setReasonCode}
      />
      <dl className="returns-sums" data-testid="return-sums">
        <div className="spread">
          <dt>Money back</dt>
          <dd>{formatMoney(reversal?.refundMinor ?? 0, programme.currency)}</dd>
        </div>
        {body.member !== null && (
          <>
            <div className="spread">
              <dt>Points taken back</dt>
              <dd>{formatPoints(reversal?.reversedAccrualPoints ?? 0)}</dd>
            </div>
            <div className="spread">
              <dt>Points given back</dt>
              <dd>{formatPoints(reversal?.restoredRedemptionPoints ?? 0)}</dd>
            </div>
          </>
        )}
      </dl>
      {onlyWhole && lines.length > 0 && (
        <p className="message message-info small">
          A sale by mistake is returned whole. Choose all of it, or another reason.
        </p>
      )}
      <Button
        size="lg"
        loading={busy}
        disabled={reversal === null || onlyWhole}
        onClick={() => {
          if (reversal !== null) {
            onApprove(knownReturnDraft(sale, reversal, { lines, reasonCode, operatorId }));
          }
        }}
      >
        Approve return
      </Button>
    </section>
  );
}
