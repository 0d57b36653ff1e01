import { ActionIcon, Button } from '@mantine/core';
import { useEffect, useRef, type ReactElement } from 'react';
import { lineAmountMinor, type BasketLine } from '../../../domain/basket.ts';
import type { Programme } from '../../../domain/programme.ts';
import type { Quote, QuoteLine } from '../../../domain/quote.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { formatMoney, formatSigned } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { LastReceiptButton } from '../receipt/LastReceiptButton.tsx';
import { reasonWording } from '../quote/reasonWording.ts';

/** The lines of the sale, each with its points and the reasons for them. */
export function BasketLines(props: {
  readonly programme: Programme;
  readonly quote: Quote;
  readonly earns: boolean;
  readonly onReturn: () => void;
}): ReactElement {
  const { programme, quote, earns, onReturn } = props;
  const lines = useSale((state) => state.lines);
  const removed = useSale((state) => state.removed);
  const undoRemove = useSale((state) => state.undoRemove);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [lines.length]);

  return (
    <div className="lines">
      {lines.length === 0 && removed === null && (
        <div className="lines-empty soft">
          <Icon name="basket" size={44} />
          <p className="lines-empty-title">Scan a product or a card</p>
          <p>A card can be scanned at any time before the sale is approved.</p>
          <LastReceiptButton />
          <Button
            variant="default"
            leftSection={<Icon name="undo" />}
            aria-keyshortcuts="F7"
            onClick={onReturn}
          >
            Return
            <span className="key-hint" aria-hidden="true">
              F7
            </span>
          </Button>
        </div>
      )}
      <ul aria-label="Basket">
        {lines.map((line, index) => (
          <Line
            key={line.lineNumber}
            line={line}
            programme={programme}
            quoted={earns ? quote.lines[index] : undefined}
          />
        ))}
      </ul>
      {removed !== null && (
        <div className="line-removed" role="status">
          <span className="grow clip">{removed.description} removed</span>
          <Button variant="default" leftSection={<Icon name="undo" />} onClick={undoRemove}>
            Undo
          </Button>
        </div>
      )}
      <div ref={end} />
    </div>
  );
}

function Line(props: {
  readonly line: BasketLine;
  readonly programme: Programme;
  readonly quoted: QuoteLine | undefined;
}): ReactElement {
  const { line, programme, quoted } = props;
  const categories = useObserved(useTerminal().categories);
  const setQuantity = useSale((state) => state.setQuantity);
  const removeLine = useSale((state) => state.removeLine);
  const { lineNumber, quantity, description } = line;
  const categoryNameOf = (categoryId: string) =>
    categories.find((category) => category.categoryId === categoryId)?.categoryName ?? 'This group';
  const money = (amountMinor: number) => formatMoney(amountMinor, programme.currency);
  return (
    <li className="line">
      <div className="grow">
        <div className="line-name clip">{description}</div>
        <div className="soft small line-reasons">
          {quantity > 1 && `${money(line.unitPriceMinor)} each · `}
          {quoted === undefined
            ? quantity === 1 && categoryNameOf(line.categoryId)
            : quoted.reasons
                .map((reason) => reasonWording(reason, programme, categoryNameOf))
                .join(' · ')}
        </div>
      </div>
      <div className="line-quantity">
        <ActionIcon
          aria-label={`One ${description} less`}
          disabled={quantity === 1}
          onClick={() => setQuantity(lineNumber, quantity - 1)}
        >
          <Icon name="minus" />
        </ActionIcon>
        <span className="line-count" aria-label={`Quantity ${quantity}`}>
          {quantity}
        </span>
        <ActionIcon
          aria-label={`One ${description} more`}
          onClick={() => setQuantity(lineNumber, quantity + 1)}
        >
          <Icon name="plus" />
        </ActionIcon>
      </div>
      <div className="line-amounts">
        <div className="line-amount">{money(lineAmountMinor(line))}</div>
        {quoted !== undefined && (
          <div className="line-points small">
            {quoted.points === 0 ? 'no points' : `${formatSigned(quoted.points)} pts`}
          </div>
        )}
      </div>
      <ActionIcon aria-label={`Remove ${description}`} onClick={() => removeLine(lineNumber)}>
        <Icon name="trash" />
      </ActionIcon>
    </li>
  );
}
