import type { ReactElement } from 'react';
import type { StoreException } from '../../../domain/storeException.ts';
import { formatMoment } from '../../ui/format.ts';
import { memberOf, receiptOf } from './exceptionFacts.ts';
import { exceptionWording, standingLabel } from './exceptionWording.ts';

/** Everything that is open, the newest first. */
export function ExceptionList(props: {
  readonly exceptions: readonly StoreException[];
  readonly names: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly chosenId: string | null;
  readonly onChoose: (exceptionId: string) => void;
}): ReactElement {
  const { exceptions, names, nowMs, chosenId, onChoose } = props;
  return (
    <ul className="panel exceptions-list" aria-label="Open exceptions">
      {exceptions.map((exception) => {
        const { exceptionId, reason, lastSeenAt } = exception;
        const { title, standing } = exceptionWording(reason);
        return (
          <li key={exceptionId}>
            <button
              type="button"
              className="exceptions-item"
              aria-current={exceptionId === chosenId}
              onClick={() => onChoose(exceptionId)}
            >
              <span className="spread">
                <strong className="clip">{title}</strong>
                <span className={`pill ${standing === 'posted' ? '' : 'pill-warning'}`}>
                  {standingLabel(standing)}
                </span>
              </span>
              <span className="spread soft small">
                <span className="clip">
                  {receiptOf(exception)} · {memberOf(exception, names)}
                </span>
                <span className="exceptions-when">
                  {formatMoment(Date.parse(lastSeenAt), nowMs)}
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
