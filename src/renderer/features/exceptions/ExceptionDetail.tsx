import type { ReactElement } from 'react';
import type { StoreException } from '../../../domain/storeException.ts';
import { formatCount, formatMoment } from '../../ui/format.ts';
import { memberOf, receiptOf } from './exceptionFacts.ts';
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
        <dt>The ledger says</dt>
        <dd className="exceptions-said">{detail}</dd>
      </dl>
      <ResolveForm exception={exception} who={who} online={online} onResolved={onResolved} />
    </section>
  );
}
