import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Keypad } from '../../ui/Keypad.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { parseAmountMinor } from './amountEntry.ts';

const MAXIMUM_TEXT = 12;

/** Keys an amount with its category, for what has no barcode. */
export function AmountDialog(props: {
  readonly programme: Programme;
  /** Why the dialog came by itself, e.g. an unknown product. */
  readonly reason: string | null;
  readonly onClose: () => void;
}): ReactElement {
  const { programme, reason, onClose } = props;
  const terminal = useTerminal();
  const setting = useObserved(terminal.replica.reference.setting);
  const known = useObserved(terminal.categories);
  const addAmount = useSale((state) => state.addAmount);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const openCategoryId = setting?.openCategoryId ?? known[0]?.categoryId ?? 'open';
  const categories = known.some(({ categoryId }) => categoryId === openCategoryId)
    ? known
    : [{ categoryId: openCategoryId, categoryName: 'Other' }, ...known];
  const categoryId = chosen ?? openCategoryId;

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const amount = parseAmountMinor(text, programme.currency);
    if (!amount.ok) {
      setError(amount.error);
      return;
    }
    const category = categories.find((each) => each.categoryId === categoryId);
    addAmount({
      productId: null,
      categoryId,
      description: category?.categoryName ?? 'Other',
      quantity: 1,
      unitPriceMinor: amount.value,
    });
    onClose();
  }

  return (
    <Dialog title="Amount" onClose={onClose} size="38rem">
      <form onSubmit={submit} className="amount">
        <div className="stack">
          {reason !== null && <p className="message message-warning small">{reason}</p>}
          <TextInput
            label={`Amount in ${programme.currency.code}`}
            inputMode="decimal"
            autoFocus
            data-autofocus
            autoComplete="off"
            value={text}
            maxLength={MAXIMUM_TEXT}
            error={error}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setError(null);
            }}
          />
          <fieldset className="amount-categories">
            <legend className="small">Category</legend>
            {categories.slice(0, 12).map((category) => (
              <label key={category.categoryId} className="chip">
                <input
                  type="radio"
                  name="category"
                  className="hidden-label"
                  checked={category.categoryId === categoryId}
                  onChange={() => setChosen(category.categoryId)}
                />
                {category.categoryName}
              </label>
            ))}
          </fieldset>
        </div>
        <div className="stack">
          <Keypad
            decimal
            onKey={(key) => setText((present) => (present + key).slice(0, MAXIMUM_TEXT))}
            onDelete={() => setText((present) => present.slice(0, -1))}
          />
          <Button type="submit" size="lg" fullWidth>
            Add to sale
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
