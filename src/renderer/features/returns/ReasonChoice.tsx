import type { ReactElement } from 'react';
import { returnReasons } from './returnReasons.ts';

/** Asks why goods come back. */
export function ReasonChoice(props: {
  readonly reasonCode: string;
  readonly onChange: (reasonCode: string) => void;
}): ReactElement {
  const { reasonCode, onChange } = props;
  return (
    <fieldset className="amount-categories">
      <legend className="small">Reason</legend>
      {returnReasons.map((reason) => (
        <label key={reason.reasonCode} className="chip">
          <input
            type="radio"
            name="reason"
            className="hidden-label"
            checked={reason.reasonCode === reasonCode}
            onChange={() => onChange(reason.reasonCode)}
          />
          {reason.words}
        </label>
      ))}
    </fieldset>
  );
}
