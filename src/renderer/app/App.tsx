import { MantineProvider, type MantineColorScheme } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import type { TerminalDescription } from '../../ipc/channels/terminal.ts';
import type { HostBridge } from '../../ipc/contract.ts';
import { HostLost } from '../features/connection/HostLost.tsx';
import { takeScan } from '../features/devices/takeScan.ts';
import { EnrolScreen } from '../features/enrol/EnrolScreen.tsx';
import { TrainingFrame } from '../features/training/TrainingFrame.tsx';
import { attachWedge } from '../features/identify/attachWedge.ts';
import { settled } from '../stores/settled.ts';
import { theme } from '../ui/theme.ts';
import { useDarkSystem } from '../ui/useDarkSystem.ts';
import { openTerminal, type OutsideWorld } from './openTerminal.ts';
import { OtherWindow } from './OtherWindow.tsx';
import type { HostStores, Terminal } from './terminal.ts';
import { TerminalProvider } from './terminalContext.tsx';
import { TerminalScreens } from './TerminalScreens.tsx';
import { useObserved } from '../ui/useObserved.ts';
import { Waiting } from './Waiting.tsx';
import type { WindowClaim } from './windowClaim.ts';

/** How often the host is asked whether it lives. */
const PULSE_INTERVAL_MS = 1000;

interface AppProps {
  readonly bridge: HostBridge;
  readonly outside: OutsideWorld;
  readonly stores: HostStores;
  readonly claim: WindowClaim;
}

/** The whole application: enrolment first, then the terminal, in one window at a time. */
export function App(props: AppProps): ReactElement {
  const wanted = useStore(props.stores.settings, (state) => state.settings?.colourScheme ?? 'auto');
  const dark = useDarkSystem();
  const here = useObserved(props.claim.place) === 'here';
  const scheme: Exclude<MantineColorScheme, 'auto'> =
    wanted === 'auto' ? (dark ? 'dark' : 'light') : wanted;
  usePulse(props.stores);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {here ? <Start {...props} /> : <OtherWindow claim={props.claim} />}
      <HostLost host={props.stores.host} />
    </MantineProvider>
  );
}

function Start({ bridge, outside, stores, claim }: AppProps): ReactElement {
  const [description, setDescription] = useState<TerminalDescription | null>(null);
  const [terminal, setTerminal] = useState<Terminal | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const reachable = useStore(stores.host, (state) => state.reachable);

  useEffect(() => {
    if (description === null && reachable) {
      void bridge.request('terminal.describe', {}).then((answer) => {
        if (answer.ok) {
          // A second answer, after the host was slow once, must not open the local data a second time.
          setDescription((known) => known ?? answer.value);
        }
      });
      void stores.settings.getState().load();
      void stores.connection.getState().refresh();
      void stores.devices.getState().refresh();
    }
  }, [bridge, stores, description, reachable]);

  useEffect(() => {
    const enrolment = description?.enrolment;
    if (description === null || enrolment === undefined || enrolment === null) {
      return;
    }
    openTerminal(bridge, outside, stores, description, enrolment).then(setTerminal, () =>
      setFault(
        'The local data could not be opened. Close other windows of this terminal and reload; if it stays so, call IT.',
      ),
    );
  }, [bridge, outside, stores, description]);

  useEffect(() => {
    if (terminal === null) {
      return undefined;
    }
    claim.onWanted(() => settled(terminal.sale));
    return attachWedge(window, (keys) => void takeScan(terminal, keys));
  }, [terminal, claim]);

  const screen = screenOf();
  return description?.training === true ? (
    <TrainingFrame terminal={terminal}>{screen}</TrainingFrame>
  ) : (
    screen
  );

  function screenOf(): ReactElement {
    if (fault !== null) {
      return <Waiting text={fault} alert />;
    }
    if (description === null) {
      return <Waiting text="Starting…" alert={false} />;
    }
    if (description.enrolment === null) {
      return <EnrolScreen bridge={bridge} onEnrolled={setDescription} />;
    }
    if (terminal === null) {
      return <Waiting text="Opening the local data…" alert={false} />;
    }
    return (
      <TerminalProvider value={terminal}>
        <TerminalScreens />
      </TerminalProvider>
    );
  }
}

function usePulse({ host }: HostStores): void {
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function beat(): Promise<void> {
      await host.getState().pulse();
      if (!stopped) {
        timer = setTimeout(() => void beat(), PULSE_INTERVAL_MS);
      }
    }
    void beat();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [host]);
}
