import type { ReactElement } from 'react';

/** A ReasonCode in words. */
export interface Reason {
  readonly reasonCode: string;
  readonly words: string;
}

/** Asks why. */
export function ReasonChoice(props: {
  readonly reasons: readonly Reason[];
  readonly reasonCode: string;
  readonly onChange: (reasonCode: string) => void;
}): ReactElement {
  const { reasons, reasonCode, onChange } = props;
  return (
    <fieldset className="amount-categories">
      <legend className="small">Reason</legend>
      {reasons.map((reason) => (
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
