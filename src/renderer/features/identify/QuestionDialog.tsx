import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSale } from '../../app/terminalContext.tsx';
import type { Question } from '../../stores/saleState.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { NO_CUSTOMER } from './customer.ts';

type CardQuestion = Exclude<Question, { kind: 'unknownProduct' }>;

/** Asks what to do with a card that cannot simply be put on the sale. */
export function QuestionDialog({ question }: { readonly question: CardQuestion }): ReactElement {
  const ask = useSale((state) => state.ask);
  const setCustomer = useSale((state) => state.setCustomer);
  const present = useSale(({ customer }) =>
    customer.kind === 'member' ? customer.member.view.displayName : 'the member before',
  );
  const redeems = useSale(({ redemption }) => redemption.kind !== 'none');
  const close = () => ask(null);
  if (question.kind === 'swapMember') {
    return (
      <Dialog title={`Change to ${question.name}?`} onClose={close}>
        <div className="stack">
          <p>
            What is on this sale is for {present} so far. If you change, {question.name} earns the
            points for them
            {redeems ? `, and the points that ${present} redeems are given back` : ''}.
          </p>
          <div className="dialog-buttons">
            <Button variant="default" onClick={close}>
              Keep {present}
            </Button>
            <Button data-autofocus onClick={() => setCustomer(question.to)}>
              Change to {question.name}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  const { cardToken, cardLabel } = question;
  return (
    <Dialog title="This card is not known" onClose={close}>
      <div className="stack">
        <p>
          The terminal does not know the card {cardLabel}. Sell with the card noted, and it earns
          points as soon as the ledger knows it; or sell without a card. Points cannot be redeemed.
        </p>
        <div className="dialog-buttons">
          <Button variant="default" onClick={() => setCustomer(NO_CUSTOMER)}>
            Without card
          </Button>
          <Button
            data-autofocus
            onClick={() => setCustomer({ kind: 'unknownCard', cardToken, cardLabel })}
          >
            Sell with card noted
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
