import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { maximumRedeemablePoints, redemptionValueMinor } from '../../../domain/redemption.ts';
import { operatorName, type Operator } from '../../../domain/operator.ts';
import type { Programme } from '../../../domain/programme.ts';
import type {
  RedemptionAuthorisation,
  TransactionRedemption,
} from '../../../domain/transaction.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import type { MemberAtTill } from '../../stores/tillData.ts';
import { formatCount, formatMoney, formatPoints } from '../../ui/format.ts';
import { useObserved } from '../../ui/useObserved.ts';
import { redemptionRateWording } from '../quote/reasonWording.ts';
import { quickChoices } from './quickChoices.ts';
import './redeem.css';

/** Pays with points: quick amounts, any other number, and what was authorised. */
export function RedeemPanel(props: {
  readonly programme: Programme;
  readonly member: MemberAtTill;
  readonly totalMinor: number;
  readonly onOther: () => void;
  readonly onOverride: () => void;
}): ReactElement {
  const { programme, member, totalMinor, onOther, onOverride } = props;
  const redemption = useSale((state) => state.redemption);
  const redeem = useSale((state) => state.redeem);
  const rule = programme.redemption;
  const available = member.view.status === 'blocked' ? 0 : member.balance.redeemablePoints;
  const maximum = maximumRedeemablePoints(rule, totalMinor, available);
  return (
    <section className="panel redeem" aria-label="Redeem points">
      <div className="spread">
        <h2 className="redeem-title">Redeem</h2>
        <span className="soft small">{redemptionRateWording(programme)}</span>
      </div>
      {redemption.kind === 'granted' && (
        <Granted programme={programme} redemption={redemption.redemption} />
      )}
      {redemption.kind === 'asking' && (
        <div className="redeem-granted">
          <p className="grow redeem-waiting" role="status">
            {redemption.recalling
              ? `Some of the ${formatPoints(redemption.points)} are set apart at another till. They are being called back for this sale; that takes a few seconds…`
              : `Asking for ${formatPoints(redemption.points)}…`}
          </p>
          {redemption.recalling && (
            <Button variant="default" onClick={() => void redeem(0)}>
              Do without
            </Button>
          )}
        </div>
      )}
      {redemption.kind === 'none' && (
        <>
          {maximum === 0 ? (
            <p className="soft small">{whyNothing(programme, member, totalMinor)}</p>
          ) : (
            <div className="redeem-choices">
              {quickChoices(rule, maximum).map((points) => (
                <button
                  key={points}
                  type="button"
                  className="redeem-choice"
                  onClick={() => void redeem(points)}
                >
                  <span className="hidden-label">Redeem</span>
                  <strong>
                    {points === maximum ? `Max ${formatCount(points)}` : formatCount(points)}
                  </strong>
                  <span className="small">
                    −{formatMoney(redemptionValueMinor(rule, points), programme.currency)}
                  </span>
                </button>
              ))}
              <button type="button" className="redeem-choice redeem-other" onClick={onOther}>
                <span className="hidden-label">Redeem another number of points:</span>
                <strong>Other</strong>
                <span className="key-hint" aria-hidden="true">
                  F4
                </span>
              </button>
            </div>
          )}
          {redemption.refusal !== null && (
            <p className="message message-refused small" role="alert">
              {redemption.refusal}
            </p>
          )}
          {(redemption.overridable ?? null) !== null && (
            <Button variant="default" onClick={onOverride} aria-keyshortcuts="F6">
              Manager override…
              <span className="key-hint" aria-hidden="true">
                F6
              </span>
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function Granted(props: {
  readonly programme: Programme;
  readonly redemption: TransactionRedemption;
}): ReactElement {
  const { programme, redemption } = props;
  const { points, valueMinor, authorisation } = redemption;
  const redeem = useSale((state) => state.redeem);
  const { replica, description } = useTerminal();
  const operators = useObserved(replica.reference.operators);
  const { training } = description;
  return (
    <div className="redeem-granted" data-testid="redemption">
      <div className="grow">
        <p>
          <strong>{formatPoints(points)}</strong> pay{' '}
          <strong>{formatMoney(valueMinor, programme.currency)}</strong>
        </p>
        <p className="small">
          {training ? 'In training: nothing is held' : rightOf(authorisation, operators)}
        </p>
      </div>
      <Button variant="default" onClick={() => void redeem(0)} aria-label="Remove redemption">
        Remove
      </Button>
    </div>
  );
}

function rightOf(authorisation: RedemptionAuthorisation, operators: readonly Operator[]): string {
  switch (authorisation.kind) {
    case 'hold':
      return 'Held at the ledger';
    case 'standIn':
      if (authorisation.override !== undefined) {
        return `Authorised offline, allowed by ${operatorName(authorisation.override.operatorId, operators)}`;
      }
      return `Authorised offline (limit ${formatPoints(authorisation.floorLimitPoints)})`;
    case 'allotment':
      return 'Authorised offline from this terminal’s allotment';
  }
}

function whyNothing(programme: Programme, member: MemberAtTill, totalMinor: number): string {
  const { minimumPoints, pointsPerStep } = programme.redemption;
  const least = Math.max(minimumPoints, pointsPerStep);
  if (member.view.status === 'closed') {
    return 'Not possible: the membership has been closed.';
  }
  if (member.view.status === 'blocked') {
    return 'Not possible: the membership is blocked.';
  }
  if (member.balance.redeemablePoints < least) {
    return `Possible from ${formatPoints(least)} on.`;
  }
  if (totalMinor === 0) {
    return `Up to ${formatPoints(member.balance.redeemablePoints)} once there is something in the sale.`;
  }
  return `The sale is too small: at least ${formatPoints(least)} are redeemed at once.`;
}
