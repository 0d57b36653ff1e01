import { ActionIcon, Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { tierOf, type Programme } from '../../../domain/programme.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import type { MemberAtTill } from '../../stores/tillData.ts';
import { formatCount, formatSigned } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useNow } from '../../ui/useNow.ts';
import { asOfWording } from './asOfWording.ts';
import { NO_CUSTOMER } from './customer.ts';
import { pendingWording } from './pendingWording.ts';
import './identify.css';

/** Whom the sale is for, with the balance and how fresh it is. */
export function MemberPanel(props: {
  readonly programme: Programme;
  readonly onKeyNumber: () => void;
}): ReactElement {
  const { programme, onKeyNumber } = props;
  const customer = useSale((state) => state.customer);
  const setCustomer = useSale((state) => state.setCustomer);
  const takeOff = (
    <ActionIcon aria-label="Take the card off this sale" onClick={() => setCustomer(NO_CUSTOMER)}>
      <Icon name="close" />
    </ActionIcon>
  );
  switch (customer.kind) {
    case 'none':
      return (
        <section className="panel member member-none" aria-label="Member">
          <span className="member-mark" aria-hidden="true">
            <Icon name="card" size={28} />
          </span>
          <div className="grow">
            <h2 className="member-none-title">No card on this sale</h2>
            <p className="soft small">Scan the member’s card, or key its number.</p>
          </div>
          <Button variant="default" onClick={onKeyNumber}>
            Key member number
            <span className="key-hint" aria-hidden="true">
              F3
            </span>
          </Button>
        </section>
      );
    case 'unknownCard':
      return (
        <section className="panel member" aria-label="Member">
          <header className="spread">
            <div>
              <h2 className="member-name">Card noted</h2>
              <p className="soft">{customer.cardLabel}</p>
            </div>
            {takeOff}
          </header>
          <p className="message message-warning small">
            This card is not known here. The sale is noted with it and earns points once the ledger
            knows the card. Points cannot be redeemed.
          </p>
        </section>
      );
    case 'member':
      return (
        <section className="panel member" aria-label="Member">
          <header className="spread member-head">
            <div className="grow">
              <h2 className="member-name clip">{customer.member.view.displayName}</h2>
              <p className="row member-labels">
                <span className="soft">{customer.member.view.cardLabel}</span>
                <span className="pill pill-accent">
                  {tierOf(programme, customer.member.view.tierId).name}
                </span>
              </p>
            </div>
            {takeOff}
          </header>
          <MemberBalance member={customer.member} />
          {customer.member.view.status === 'closed' && (
            <p className="message message-refused small">
              This membership has been closed. No points can be earned or redeemed; take the card
              off this sale.
            </p>
          )}
          {customer.member.view.status === 'blocked' && (
            <p className="message message-refused small">
              This membership is blocked. No points can be redeemed; the member can ask customer
              service.
            </p>
          )}
        </section>
      );
  }
}

/** A balance: what it is, what of it waits for the ledger, and as of when. */
export function MemberBalance({ member }: { readonly member: MemberAtTill }): ReactElement {
  const { clock } = useTerminal();
  const nowMs = useNow(clock, 10_000);
  const { balance, view, unconfirmedSales } = member;
  return (
    <div className="balance">
      <p className="balance-line">
        <span className="balance-shown" data-testid="balance-shown">
          {formatCount(balance.shownPoints)}
        </span>
        <span className="soft">points</span>
      </p>
      <p className="soft small">
        <span data-testid="balance-confirmed" data-points={balance.confirmedPoints}>
          {formatCount(balance.confirmedPoints)} confirmed
        </span>
        {balance.provisionalPoints !== 0 && (
          <>
            {' · '}
            <span
              className="balance-provisional"
              data-testid="balance-provisional"
              data-points={balance.provisionalPoints}
            >
              {formatSigned(balance.provisionalPoints)} provisional
            </span>
          </>
        )}
      </p>
      {view.pending !== undefined && (
        <p className="soft small" data-testid="balance-pending">
          {pendingWording(view.pending, nowMs)}
        </p>
      )}
      <p className="soft small">{asOfWording(view.asOf, unconfirmedSales, nowMs)}</p>
    </div>
  );
}
