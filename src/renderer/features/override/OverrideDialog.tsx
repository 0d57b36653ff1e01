import type { ReactElement } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import type { MemberAtTill } from '../../stores/tillData.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatMoney, formatPoints } from '../../ui/format.ts';
import { useObserved } from '../../ui/useObserved.ts';
import { OverrideForm } from './OverrideForm.tsx';
import type { OverridableRedemption } from './overridableRedemption.ts';
import './override.css';

/** Says what is risked, and has a manager allow it by the PIN, for this sale and once. */
export function OverrideDialog(props: {
  readonly programme: Programme;
  readonly member: MemberAtTill;
  readonly overridable: OverridableRedemption;
  readonly onClose: () => void;
}): ReactElement {
  const { programme, member, overridable, onClose } = props;
  const operators = useObserved(useTerminal().replica.reference.operators);
  const managers = operators.filter(({ role }) => role === 'manager');
  const { points, valueMinor } = overridable;
  const { displayName } = member.view;
  return (
    <Dialog title="Manager override" onClose={onClose} size="46rem">
      <div className="stack">
        <p className="message message-warning" data-testid="override-risk">
          {displayName} redeems <strong>{formatPoints(points)}</strong> (
          {formatMoney(valueMinor, programme.currency)}) without the ledger. Whatever of them was
          spent elsewhere meanwhile becomes {displayName}’s debt. Who allowed it stands on the
          receipt and in the manager’s list.
        </p>
        {managers.length === 0 ? (
          <p className="message message-refused" role="alert">
            This terminal knows no manager. Redeem when it is online again.
          </p>
        ) : (
          <OverrideForm
            managers={managers}
            memberId={member.view.memberId}
            overridable={overridable}
            onDone={onClose}
          />
        )}
      </div>
    </Dialog>
  );
}
