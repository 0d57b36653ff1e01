import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { StoreException } from '../../../domain/storeException.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatCount, formatMoment } from '../../ui/format.ts';
import { useObserved } from '../../ui/useObserved.ts';
import { memberOf, overrideFactsOf, receiptOf } from './exceptionFacts.ts';
import { exceptionWording } from './exceptionWording.ts';
import { ResolveForm } from './ResolveForm.tsx';

/** One exception: what happened, what it means, and what can be done. */
export function ExceptionDetail(props: {
  readonly exception: StoreException;
  readonly names: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly online: boolean;
  readonly onResolved: (exceptionId: string) => void;
}): ReactElement {
  const { exception, names, nowMs, online, onResolved } = props;
  const { replica, session } = useTerminal();
  const operators = useObserved(replica.reference.operators);
  const signedOnId = useStore(session, (state) => state.operator?.operatorId ?? null);
  const override = overrideFactsOf(exception, operators);
  const { title, meaning } = exceptionWording(exception.reason);
  const { firstSeenAt, lastSeenAt, seenCount, detail } = exception;
  const first = formatMoment(Date.parse(firstSeenAt), nowMs);
  const last = formatMoment(Date.parse(lastSeenAt), nowMs);
  const who = memberOf(exception, names);
  return (
    <section className="panel exceptions-detail" aria-label={title}>
      <h2 className="exceptions-name">{title}</h2>
      <p>{meaning}</p>
      <dl className="exceptions-facts">
        <dt>About</dt>
        <dd>{receiptOf(exception)}</dd>
        <dt>Member</dt>
        <dd>{who}</dd>
        <dt>When</dt>
        <dd>
          {seenCount === 1 ? first : `${first}; ${formatCount(seenCount)} times, last at ${last}`}
        </dd>
        {override !== null && (
          <>
            <dt>{exception.reason === 'managerOverride' ? 'Allowed by' : 'Said to be by'}</dt>
            <dd data-testid="override-by">{override.who}</dd>
            <dt>Reason</dt>
            <dd data-testid="override-why">{override.why}</dd>
          </>
        )}
        {exception.reason !== 'managerOverride' || override === null ? (
          <>
            <dt>The ledger says</dt>
            <dd className="exceptions-said">{detail}</dd>
          </>
        ) : null}
      </dl>
      {override !== null && override.operatorId === signedOnId ? (
        <p className="message message-warning" data-testid="own-override">
          You allowed this yourself, so another manager must settle it. Where there is none in the
          store, the back office does.
        </p>
      ) : (
        <ResolveForm exception={exception} who={who} online={online} onResolved={onResolved} />
      )}
    </section>
  );
}
