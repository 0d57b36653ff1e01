import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { tierOf, type Programme } from '../../../domain/programme.ts';
import type {
  BalanceList,
  BalanceQuery,
  BalanceResult,
  BalanceRow,
  BalanceSort,
} from '../../../replica/balanceList.ts';
import { createBalanceList } from '../../../replica/createBalanceList.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatCount, formatSigned } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { useShortcuts } from '../../ui/useShortcuts.ts';
import { balanceOrder } from './balanceOrder.ts';
import { Exposure } from './Exposure.tsx';
import './balances.css';

const ROW_HEIGHT = 52;
/** Rows rendered above and below what is seen. */
const OVERSCAN = 8;

/** For managers: every member's balance as this terminal knows it. */
export function BalancesScreen({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { replica, programme } = useTerminal();
  const [list, setList] = useState<BalanceList | null>(null);
  useEffect(() => {
    const opened = createBalanceList(replica);
    setList(opened);
    return () => opened.close();
  }, [replica]);
  const rules = useObserved(programme);
  const shortcuts = useMemo(() => ({ Escape: onClose }), [onClose]);
  useShortcuts(shortcuts, true);
  return (
    <main className="balances">
      <header className="spread">
        <div>
          <h1 className="balances-title">Balances at this terminal</h1>
          {rules !== null && <Exposure programme={rules} />}
        </div>
        <Button
          variant="default"
          className="balances-close"
          onClick={onClose}
          leftSection={<Icon name="close" />}
        >
          Back to the till
        </Button>
      </header>
      {list !== null && rules !== null && <List list={list} programme={rules} />}
    </main>
  );
}

function List(props: { readonly list: BalanceList; readonly programme: Programme }): ReactElement {
  const { list, programme } = props;
  const progress = useObserved(list.progress);
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const [sort, setSort] = useState<BalanceSort>('name');
  const [descending, setDescending] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const { version } = progress;
  const result = useMemo(
    () => answerAt(version, list, { search, sort, descending }),
    [version, list, search, sort, descending],
  );
  const virtual = useVirtualizer({
    count: result.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });

  function chooseSort(value: string): void {
    const chosen = balanceOrder(value);
    setSort(chosen);
    setDescending(chosen === 'balance');
    virtual.scrollToOffset(0);
  }

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const rows = result.rows(first, items.length);
  return (
    <>
      <div className="row balances-tools">
        <TextInput
          className="grow"
          aria-label="Search members"
          placeholder="Name, member id or card digits"
          leftSection={<Icon name="search" />}
          value={text}
          maxLength={64}
          autoFocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          size="md"
          aria-label="Sort by"
          transitionDuration={0}
          value={sort}
          onChange={chooseSort}
          data={[
            { value: 'name', label: 'Name' },
            { value: 'balance', label: 'Balance' },
            { value: 'tier', label: 'Tier' },
          ]}
        />
        <Button
          variant="default"
          aria-pressed={descending}
          onClick={() => setDescending(!descending)}
        >
          {descending ? 'Descending' : 'Ascending'}
        </Button>
      </div>
      <p
        className="soft small"
        role="status"
        data-testid="balances-total"
        data-count={result.total}
      >
        {formatCount(result.total)} {result.total === 1 ? 'card' : 'cards'}
        {!progress.complete && ` · reading ${progress.pagesRead} of ${progress.pages} pages`}
      </p>
      <div className="panel balances-table" role="table" aria-label="Balances">
        <div className="balances-row balances-head" role="row">
          <span role="columnheader">Member</span>
          <span role="columnheader">Card</span>
          <span role="columnheader">Tier</span>
          <span role="columnheader">Provisional</span>
          <span role="columnheader">Balance</span>
        </div>
        <div
          ref={scroller}
          className="balances-scroll"
          tabIndex={0}
          role="rowgroup"
          aria-label="Members"
        >
          {result.total === 0 && progress.complete && (
            <p className="balances-empty soft">
              {search === ''
                ? 'No members have come to this terminal yet.'
                : 'No member fits. Search by the beginning of a name or by digits of the card.'}
            </p>
          )}
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {items.map((item, index) => {
              const row = rows[index];
              return row === undefined ? null : (
                <Row key={item.key} row={row} top={item.start} programme={programme} />
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
}

/** The answer of the list as of `_version`: another version answers the same query anew. */
function answerAt(_version: number, list: BalanceList, query: BalanceQuery): BalanceResult {
  return list.query(query);
}

function Row(props: {
  readonly row: BalanceRow;
  readonly top: number;
  readonly programme: Programme;
}): ReactElement {
  const { row, top, programme } = props;
  return (
    <div
      className="balances-row balances-member"
      role="row"
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="cell" className="clip">
        <strong>{row.displayName}</strong>
        {row.status === 'blocked' && <span className="pill pill-refused">Blocked</span>}
        {row.status === 'closed' && <span className="pill pill-refused">Closed</span>}
      </span>
      <span role="cell" className="soft">
        {row.cardLabel}
      </span>
      <span role="cell">{tierOf(programme, row.tierId).name}</span>
      <span role="cell" className="balance-provisional">
        {row.provisionalPoints === 0 ? '' : formatSigned(row.provisionalPoints)}
      </span>
      <strong role="cell">{formatCount(row.shownPoints)}</strong>
    </div>
  );
}
