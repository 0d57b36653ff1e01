import { useEffect, useState, type ReactElement } from 'react';
import type { Operator } from '../../../domain/operator.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { ConnectionPill } from '../connection/ConnectionPill.tsx';
import { FillProgressBar } from './FillProgressBar.tsx';
import { PinPad } from './PinPad.tsx';
import { useDemonstration } from '../demonstration/useDemonstration.ts';
import './signOn.css';

/** Who works at the till? Operators as tiles, then the PIN. */
export function SignOnScreen(): ReactElement {
  const terminal = useTerminal();
  const operators = useObserved(terminal.replica.reference.operators);
  const { fill } = useObserved(terminal.sync.state);
  const demonstration = useDemonstration();
  const waitingLines = useSale((state) => state.lines.length);
  const [chosen, setChosen] = useState<Operator | null>(null);
  const { chainName, storeName, terminalName } = terminal.enrolment;
  const pinOf = (operator: Operator) =>
    demonstration?.operators.find(({ displayName }) => displayName === operator.displayName)?.pin;

  useEffect(() => {
    function onEscape(event: KeyboardEvent): void {
      if (event.key === 'Escape') {
        setChosen(null);
      }
    }
    window.addEventListener('keydown', onEscape);
    return () => window.removeEventListener('keydown', onEscape);
  }, []);

  return (
    <main className="screen">
      <div className="page-centre">
        <section className="panel sign-on" aria-labelledby="sign-on-title">
          <header className="spread">
            <div>
              <p className="soft small">
                {chainName} · {terminalName}
              </p>
              <h1 id="sign-on-title" className="sign-on-title">
                {storeName}
              </h1>
            </div>
            <ConnectionPill />
          </header>
          {terminal.enrolment.demonstration && (
            <p className="message message-warning small">
              Demonstration: invented members, and PINs shown on purpose.
            </p>
          )}
          {waitingLines > 0 && (
            <p className="message message-info" data-testid="waiting-sale">
              A sale of {waitingLines === 1 ? '1 line' : `${waitingLines} lines`} waits here. Sign
              on to go on with it.
            </p>
          )}
          {fill !== null && <FillProgressBar fill={fill} />}
          {chosen === null ? (
            <OperatorTiles operators={operators} pinOf={pinOf} onChoose={setChosen} />
          ) : (
            <PinPad operator={chosen} pinShown={pinOf(chosen)} onBack={() => setChosen(null)} />
          )}
        </section>
      </div>
    </main>
  );
}

function OperatorTiles(props: {
  readonly operators: readonly Operator[];
  readonly pinOf: (operator: Operator) => string | undefined;
  readonly onChoose: (operator: Operator) => void;
}): ReactElement {
  const { operators, pinOf, onChoose } = props;
  if (operators.length === 0) {
    return (
      <p className="sign-on-waiting soft" role="status">
        Operators have not arrived from the ledger yet. This takes a moment after enrolment; if it
        stays so, check the network.
      </p>
    );
  }
  return (
    <>
      <h2 className="sign-on-question">Who is at the till?</h2>
      <ul className="sign-on-tiles">
        {operators.map((operator) => (
          <li key={operator.operatorId}>
            <button type="button" className="sign-on-tile" onClick={() => onChoose(operator)}>
              <span className="sign-on-avatar" aria-hidden="true">
                {operator.displayName.slice(0, 1)}
              </span>
              <span className="grow">
                <span className="sign-on-name clip">{operator.displayName}</span>
                <span className="soft small">
                  {operator.role === 'manager' ? 'Manager' : 'Cashier'}
                </span>
              </span>
              {pinOf(operator) !== undefined && (
                <span className="pill pill-warning">PIN {pinOf(operator)}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
