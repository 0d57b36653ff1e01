import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import {
  checkRedemption,
  maximumRedeemablePoints,
  redemptionValueMinor,
} from '../../../domain/redemption.ts';
import { useSale } from '../../app/terminalContext.tsx';
import type { MemberAtTill } from '../../stores/tillData.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatMoney, formatPoints } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { redeemRefusalWording } from './refusalWording.ts';

/** Redeems any number of points that the rules allow. */
export function RedeemDialog(props: {
  readonly programme: Programme;
  readonly member: MemberAtTill;
  readonly totalMinor: number;
  readonly onClose: () => void;
}): ReactElement {
  const { programme, member, totalMinor, onClose } = props;
  const redeem = useSale((state) => state.redeem);
  const rule = programme.redemption;
  const available = member.balance.redeemablePoints;
  const maximum = maximumRedeemablePoints(rule, totalMinor, available);
  const [text, setText] = useState(String(maximum));
  const points = /^\d{1,12}$/.test(text) ? Number(text) : 0;
  const checked = checkRedemption(rule, points, totalMinor, available);

  function step(direction: 1 | -1): void {
    const steps = Math.round(points / rule.pointsPerStep) + direction;
    setText(String(Math.max(0, Math.min(maximum, steps * rule.pointsPerStep))));
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (checked.ok) {
      onClose();
      void redeem(points);
    }
  }

  return (
    <Dialog title="Redeem points" onClose={onClose} size="26rem">
      <form onSubmit={submit} className="stack">
        <p className="soft">
          {formatPoints(available)} available, at most {formatPoints(maximum)} in this sale.
        </p>
        <div className="redeem-stepper">
          <ActionIcon
            variant="default"
            size={52}
            aria-label="One step less"
            onClick={() => step(-1)}
          >
            <Icon name="minus" />
          </ActionIcon>
          <TextInput
            className="grow"
            aria-label="Points to redeem"
            inputMode="numeric"
            autoFocus
            data-autofocus
            autoComplete="off"
            size="lg"
            value={text}
            maxLength={12}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setText(event.currentTarget.value.replace(/[^0-9]/g, ''))}
          />
          <ActionIcon
            variant="default"
            size={52}
            aria-label="One step more"
            onClick={() => step(1)}
          >
            <Icon name="plus" />
          </ActionIcon>
        </div>
        {checked.ok ? (
          <p className="message message-good">
            Pays {formatMoney(redemptionValueMinor(rule, points), programme.currency)}
          </p>
        ) : (
          <p className="message message-warning" role="alert">
            {redeemRefusalWording(checked.error)}
          </p>
        )}
        <div className="dialog-buttons">
          <Button variant="default" onClick={() => setText(String(maximum))}>
            Max
          </Button>
          <Button type="submit" disabled={!checked.ok || points === 0}>
            Redeem
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
