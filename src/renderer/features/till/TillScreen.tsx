import { Button } from '@mantine/core';
import { useCallback, useMemo, useRef, useState, type ReactElement } from 'react';
import { MAXIMUM_BASKET_LINES } from '../../../domain/basket.ts';
import type { Programme } from '../../../domain/programme.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { isOpen } from '../../stores/saleStore.ts';
import { grantedRedemption, overridableRedemption } from '../../stores/saleState.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useShortcuts, type Shortcuts } from '../../ui/useShortcuts.ts';
import { ApproveBar } from '../approve/ApproveBar.tsx';
import { ApprovalDialog } from '../approve/ApprovalDialog.tsx';
import { quoteOfSale } from '../approve/saleDraft.ts';
import { AmountDialog } from '../basket/AmountDialog.tsx';
import { BasketLines } from '../basket/BasketLines.tsx';
import { ProductSearch } from '../basket/ProductSearch.tsx';
import { MemberPanel } from '../identify/MemberPanel.tsx';
import { NoticeLine } from '../identify/NoticeLine.tsx';
import { NumberDialog } from '../identify/NumberDialog.tsx';
import { QuestionDialog } from '../identify/QuestionDialog.tsx';
import { OverrideDialog } from '../override/OverrideDialog.tsx';
import { RedeemDialog } from '../redeem/RedeemDialog.tsx';
import { RedeemPanel } from '../redeem/RedeemPanel.tsx';
import './till.css';

type Opened = 'amount' | 'number' | 'redeem' | null;

/** The screen of a sale: what is sold on the left, for whom and for how much on the right. */
export function TillScreen(props: {
  readonly programme: Programme;
  /** Whether something lies over the screen. */
  readonly covered: boolean;
  readonly onReturn: () => void;
}): ReactElement {
  const { programme, covered, onReturn } = props;
  const terminal = useTerminal();
  const sale = useSale((state) => state);
  const [opened, setOpened] = useState<Opened>(null);
  const search = useRef<HTMLInputElement>(null);
  const { lines, customer, question, stage } = sale;
  const quote = quoteOfSale({ programme, lines, customer, redemption: grantedRedemption(sale) });
  const close = () => setOpened(null);
  const overridable = overridableRedemption(sale);
  // The very redemption that the dialog was opened for: another one has to be asked for anew.
  const [overriding, setOverriding] = useState<typeof overridable>(null);
  const override = useCallback(() => setOverriding(overridable), [overridable]);
  const canRedeem = customer.kind === 'member' && lines.length > 0;

  const shortcuts = useMemo(
    (): Shortcuts => ({
      F1: () => search.current?.focus(),
      F2: () => setOpened('amount'),
      F3: () => setOpened('number'),
      F4: () => {
        if (canRedeem) {
          setOpened('redeem');
        } else {
          const why = 'To redeem, scan a member’s card and something to sell.';
          terminal.notices.getState().tell('info', why);
        }
      },
      F6: override,
      F7: () => {
        if (lines.length === 0) {
          onReturn();
        } else {
          const why = 'Finish or abandon this sale first, then take goods back.';
          terminal.notices.getState().tell('info', why);
        }
      },
      F9: () => void terminal.approve(),
    }),
    [terminal, canRedeem, override, lines.length, onReturn],
  );
  useShortcuts(shortcuts, !covered && opened === null && question === null && isOpen(sale));

  return (
    <main className="till">
      <h1 className="hidden-label">Sale</h1>
      <section className="till-left" aria-label="Sale">
        <div className="till-tools">
          <ProductSearch inputRef={search} />
          <Button
            variant="default"
            className="till-tool"
            onClick={() => setOpened('amount')}
            disabled={lines.length >= MAXIMUM_BASKET_LINES}
          >
            Amount
            <span className="key-hint" aria-hidden="true">
              F2
            </span>
          </Button>
        </div>
        <NoticeLine />
        <div className="panel till-lines">
          <BasketLines
            programme={programme}
            quote={quote}
            earns={customer.kind !== 'none'}
            onReturn={onReturn}
          />
          {(lines.length > 0 || customer.kind !== 'none') && (
            <footer className="till-lines-foot">
              <span className="soft">
                {lines.length === 1 ? '1 line' : `${lines.length} lines`}
              </span>
              <Button
                variant="subtle"
                color="gray"
                leftSection={<Icon name="close" />}
                onClick={sale.newSale}
              >
                Abandon sale
              </Button>
            </footer>
          )}
        </div>
      </section>
      <aside className="till-right" aria-label="Member and payment">
        <MemberPanel programme={programme} onKeyNumber={() => setOpened('number')} />
        {customer.kind === 'member' && (
          <RedeemPanel
            programme={programme}
            member={customer.member}
            totalMinor={quote.totalMinor}
            onOther={() => setOpened('redeem')}
            onOverride={override}
          />
        )}
        <ApproveBar programme={programme} quote={quote} />
      </aside>
      {opened === 'amount' && <AmountDialog programme={programme} reason={null} onClose={close} />}
      {opened === 'number' && <NumberDialog onClose={close} />}
      {opened === 'redeem' && customer.kind === 'member' && (
        <RedeemDialog
          programme={programme}
          member={customer.member}
          totalMinor={quote.totalMinor}
          onClose={close}
        />
      )}
      {overriding !== null && overriding === overridable && customer.kind === 'member' && (
        <OverrideDialog
          programme={programme}
          member={customer.member}
          overridable={overriding}
          onClose={() => setOverriding(null)}
        />
      )}
      {question?.kind === 'unknownProduct' && (
        <AmountDialog
          programme={programme}
          reason={`The product ${question.gtin.replace(/^0+/, '')} is not in the catalogue. Key its price.`}
          onClose={() => sale.ask(null)}
        />
      )}
      {question !== null && question.kind !== 'unknownProduct' && (
        <QuestionDialog question={question} />
      )}
      <ApprovalDialog stage={stage} />
    </main>
  );
}
