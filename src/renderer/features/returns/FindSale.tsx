import { Button, TextInput } from '@mantine/core';
import { useMemo, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import type { SealedTransaction } from '../../../domain/transaction.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatMoment, formatMoney } from '../../ui/format.ts';
import { isSought, returnableSales, type ReturnableSale } from './returnableSales.ts';

/** So many sales are listed; others are found by their number. */
const LISTED = 30;

/** Finds the sale among this terminal's own, by its number on the receipt or in the list. */
export function FindSale(props: {
  readonly programme: Programme;
  /** This terminal's newest transactions; null while they are read. */
  readonly transactions: readonly SealedTransaction[] | null;
  readonly onSale: (sale: ReturnableSale) => void;
  readonly onUnknown: () => void;
}): ReactElement {
  const { programme, transactions, onSale, onUnknown } = props;
  const { clock } = useTerminal();
  const sales = useMemo(
    () => (transactions === null ? null : returnableSales(transactions)),
    [transactions],
  );
  const [text, setText] = useState('');
  const found = (sales ?? []).filter((sale) => isSought(sale, text)).slice(0, LISTED);

  /** Opens the one sale that the number leaves. */
  function openOnEnter({ key }: KeyboardEvent): void {
    const [only, another] = found;
    if (key === 'Enter' && only !== undefined && another === undefined) {
      onSale(only);
    }
  }

  return (
    <section className="panel returns-panel" aria-label="Find the sale">
      <TextInput
        label="Sale number on the receipt"
        description="Or scan the code on the receipt."
        autoFocus
        autoComplete="off"
        maxLength={110}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={openOnEnter}
      />
      <ul className="returns-list" aria-label="Sales of this terminal">
        {found.map((sale) => {
          const { body } = sale;
          const soldAt = formatMoment(Date.parse(body.occurredAt), clock.nowMs());
          const first = body.lines[0]?.description ?? '';
          const more = body.lines.length > 1 ? ` and ${body.lines.length - 1} more` : '';
          return (
            <li key={body.transactionId}>
              <button type="button" className="returns-sale" onClick={() => onSale(sale)}>
                <strong>Sale {body.sequence}</strong>
                <span className="soft">{soldAt}</span>
                <span className="clip grow">
                  {first}
                  {more}
                </span>
                <strong>{formatMoney(body.totalMinor, programme.currency)}</strong>
              </button>
            </li>
          );
        })}
      </ul>
      {sales !== null && found.length === 0 && (
        <p className="soft" role="status">
          No sale of this terminal that can be returned has this number.
        </p>
      )}
      <Button variant="default" onClick={onUnknown}>
        The sale is not of this terminal
      </Button>
    </section>
  );
}
