import { TextInput } from '@mantine/core';
import { useEffect, useId, useState, type KeyboardEvent, type ReactElement, type Ref } from 'react';
import type { Product } from '../../../domain/product.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { takeTyped } from '../identify/takeTyped.ts';

const MAXIMUM_RESULTS = 8;

/** Finds products by name; a number is taken as if it had been scanned. */
export function ProductSearch({
  inputRef,
}: {
  readonly inputRef: Ref<HTMLInputElement>;
}): ReactElement {
  const terminal = useTerminal();
  const programme = useObserved(terminal.programme);
  const addProduct = useSale((state) => state.addProduct);
  const [text, setText] = useState('');
  const [results, setResults] = useState<readonly Product[]>([]);
  const [active, setActive] = useState(0);
  const [focused, setFocused] = useState(false);
  const listId = useId();
  const isNumber = /^\d{4,}$/.test(text.trim());

  useEffect(() => {
    let stopped = false;
    const wanted = text.trim();
    const found =
      wanted === '' || isNumber
        ? Promise.resolve([])
        : terminal.replica.reference.searchProducts(wanted, MAXIMUM_RESULTS);
    void found.then((products) => {
      if (!stopped) {
        setResults(products);
        setActive(0);
      }
    });
    return () => {
      stopped = true;
    };
  }, [text, isNumber, terminal]);

  function choose(product: Product | undefined): void {
    if (product !== undefined) {
      addProduct(product);
      setText('');
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((present) => Math.max(0, Math.min(results.length - 1, present + step)));
    } else if (event.key === 'Enter' && isNumber) {
      void takeTyped(terminal, text.trim());
      setText('');
    } else if (event.key === 'Enter') {
      choose(results[active]);
    } else if (event.key === 'Escape') {
      setText('');
    }
  }

  const open = focused && text.trim() !== '' && !isNumber;
  return (
    <div className="search grow">
      <TextInput
        ref={inputRef}
        aria-label="Product name or number"
        placeholder="Scan, or type a product's name or number"
        leftSection={<Icon name="search" />}
        value={text}
        maxLength={64}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={results[active] === undefined ? undefined : `${listId}-${active}`}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      />
      {open && (
        <ul id={listId} role="listbox" aria-label="Products" className="search-results panel">
          {results.map((product, index) => (
            <li
              key={product.productId}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              className={index === active ? 'search-result search-result-active' : 'search-result'}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(product)}
            >
              <span className="grow clip">{product.name}</span>
              <span className="soft small">{product.categoryName}</span>
              <strong>
                {programme === null ? '' : formatMoney(product.priceMinor, programme.currency)}
              </strong>
            </li>
          ))}
          {results.length === 0 && (
            <li className="search-result soft">
              No product has this in its name. Press F2 to key an amount.
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
