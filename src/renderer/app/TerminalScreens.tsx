import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { BalancesScreen } from '../features/balances/BalancesScreen.tsx';
import { TroubleBanner } from '../features/connection/TroubleBanner.tsx';
import { DemonstrationDrawer } from '../features/demonstration/DemonstrationDrawer.tsx';
import { ReaderSetupScreen } from '../features/devices/ReaderSetupScreen.tsx';
import { ExceptionsScreen } from '../features/exceptions/ExceptionsScreen.tsx';
import { ReturnScreen, type ScannedReceipt } from '../features/returns/ReturnScreen.tsx';
import { ReceiptScreen } from '../features/receipt/ReceiptScreen.tsx';
import { SettingsDialog } from '../features/settings/SettingsDialog.tsx';
import { SignOffDialog } from '../features/signOn/SignOffDialog.tsx';
import { useIdleSignOff } from '../features/signOn/useIdleSignOff.ts';
import { SignOnScreen } from '../features/signOn/SignOnScreen.tsx';
import { TrainingDialog } from '../features/training/TrainingDialog.tsx';
import { TillHeader, type Overlay } from '../features/till/TillHeader.tsx';
import { TillScreen } from '../features/till/TillScreen.tsx';
import { useObserved } from '../ui/useObserved.ts';
import { useSale, useTerminal } from './terminalContext.tsx';
import { Waiting } from './Waiting.tsx';

/** The screens of an enrolled terminal. */
export function TerminalScreens(): ReactElement {
  const { session, sale, replica, interception, programme: inEffect } = useTerminal();
  const programme = useObserved(inEffect);
  const health = useObserved(replica.health);
  const operator = useStore(session, (state) => state.operator);
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [settingUpReaders, setSettingUpReaders] = useState(false);
  const [signingOff, setSigningOff] = useState(false);
  const [scanned, setScanned] = useState<ScannedReceipt | null>(null);

  // The code on a receipt opens its return, unless a sale is begun or something else is open.
  useEffect(
    () =>
      interception.add((outcome) => {
        const { lines, customer, stage, newSale } = sale.getState();
        const begun = stage.kind !== 'approved' && (lines.length > 0 || customer.kind !== 'none');
        if (outcome.kind !== 'receipt' || begun || overlay !== null || settingUpReaders) {
          return false;
        }
        newSale();
        setScanned({ transactionId: outcome.transactionId });
        setOverlay('return');
        return true;
      }),
    [interception, sale, overlay, settingUpReaders],
  );

  const leave = useCallback(() => {
    setSigningOff(false);
    setOverlay(null);
    setScanned(null);
    setSettingUpReaders(false);
    session.getState().signOff();
  }, [session]);
  const leaveWaiting = useCallback(() => {
    if (sale.getState().leaveWaiting()) {
      leave();
    }
  }, [sale, leave]);
  const idleSecondsLeft = useIdleSignOff(operator !== null, leaveWaiting);

  function closeReturn(): void {
    setOverlay(null);
    setScanned(null);
  }

  function signOff(): void {
    sale.getState().newSale();
    leave();
  }

  /** The screen of the readers stays below the demonstration's panel, from which cards are presented. */
  function open(next: Overlay): void {
    setOverlay(next === 'readers' ? null : next);
    setSettingUpReaders((before) => next === 'readers' || (before && !isScreen(next)));
  }

  function askToSignOff(): void {
    const { lines, customer, stage } = sale.getState();
    const unfinished = stage.kind !== 'approved' && (lines.length > 0 || customer.kind !== 'none');
    if (unfinished) {
      setSigningOff(true);
    } else {
      signOff();
    }
  }

  if (health.status === 'lost') {
    return (
      <Waiting
        alert
        text="The system took the local data away. Start again: it is filled again, and nothing approved is lost."
        action={{ label: 'Start again', act: () => window.location.reload() }}
      />
    );
  }
  if (operator === null) {
    return <SignOnScreen />;
  }
  return (
    <div className="app">
      <div>
        <TillHeader idleSecondsLeft={idleSecondsLeft} onOpen={open} onSignOff={askToSignOff} />
        <TroubleBanner />
      </div>
      {overlay === 'balances' ? (
        <BalancesScreen onClose={() => setOverlay(null)} />
      ) : overlay === 'exceptions' && operator.role === 'manager' ? (
        <ExceptionsScreen onClose={() => setOverlay(null)} />
      ) : overlay === 'return' && programme !== null ? (
        <ReturnScreen programme={programme} scanned={scanned} onClose={closeReturn} />
      ) : settingUpReaders && operator.role === 'manager' ? (
        <ReaderSetupScreen onClose={() => setSettingUpReaders(false)} />
      ) : (
        <SaleScreen
          covered={overlay !== null || signingOff}
          onReturn={() => setOverlay('return')}
        />
      )}
      {overlay === 'demonstration' && <DemonstrationDrawer onClose={() => setOverlay(null)} />}
      {overlay === 'settings' && <SettingsDialog onOpen={open} onClose={() => setOverlay(null)} />}
      {overlay === 'training' && <TrainingDialog wanted="begin" onClose={() => setOverlay(null)} />}
      {signingOff && <SignOffDialog onSignOff={signOff} onClose={() => setSigningOff(false)} />}
    </div>
  );
}

/** Whether it takes the whole place below the header. */
function isScreen(overlay: Overlay): boolean {
  return overlay === 'balances' || overlay === 'exceptions';
}

function SaleScreen(props: {
  readonly covered: boolean;
  readonly onReturn: () => void;
}): ReactElement {
  const { covered, onReturn } = props;
  const programme = useObserved(useTerminal().programme);
  const stage = useSale((state) => state.stage);
  if (programme === null) {
    return <Waiting text="Waiting for the programme’s rules from the ledger…" alert={false} />;
  }
  return stage.kind === 'approved' ? (
    <ReceiptScreen receipt={stage.receipt} programme={programme} active={!covered} />
  ) : (
    <TillScreen programme={programme} covered={covered} onReturn={onReturn} />
  );
}
