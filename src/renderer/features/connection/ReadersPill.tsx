import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useNamedDevices } from '../devices/useNamedDevices.ts';
import { deviceStateWord } from '../devices/deviceWording.ts';

/** What somebody should look at; a reader that is being started is none. */
const TROUBLE: readonly string[] = ['gone', 'failed', 'opened'];

/** The readers: how many are ready, and what to do about those that are not. */
export function ReadersPill({ onSetUp }: { readonly onSetUp: () => void }): ReactElement {
  const { session } = useTerminal();
  const mayConfigure = useStore(session, (state) => state.operator?.role === 'manager');
  const devices = useNamedDevices();
  const [open, setOpen] = useState(false);
  const ready = devices.filter(({ state }) => state === 'ready').length;
  const trouble = devices.some(({ state }) => TROUBLE.includes(state));
  const label = readersLabel(ready, devices.length, trouble);
  return (
    <>
      <button
        type="button"
        className={`status-button ${trouble ? 'status-offline' : 'status-quiet'}`}
        onClick={() => setOpen(true)}
      >
        <Icon name="barcode" size={18} />
        <span data-testid="reader-state">{label}</span>
      </button>
      {open && (
        <Dialog title="Readers" onClose={() => setOpen(false)}>
          <div className="stack">
            {devices.length === 0 && (
              <p>
                No reader is connected. Plug in a USB scanner; it is found by itself. A scanner that
                types like a keyboard works without showing here.
              </p>
            )}
            <ul className="stack">
              {devices.map((device) => (
                <li key={device.deviceId}>
                  <div className="spread">
                    <strong>{device.name}</strong>
                    <span
                      className={
                        device.state === 'ready' ? 'pill pill-accent' : 'pill pill-warning'
                      }
                    >
                      {deviceStateWord(device.state)}
                    </span>
                  </div>
                  {device.detail !== '' && <p className="soft small">{device.detail}</p>}
                </li>
              ))}
            </ul>
            {mayConfigure ? (
              <Button
                variant="default"
                fullWidth
                leftSection={<Icon name="settings" />}
                onClick={() => {
                  setOpen(false);
                  onSetUp();
                }}
              >
                Set up readers
              </Button>
            ) : (
              <p className="soft small">A manager can set readers up here.</p>
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}

function readersLabel(ready: number, all: number, trouble: boolean): string {
  if (all === 0) {
    return 'No reader';
  }
  if (trouble) {
    return ready === 0 ? 'Reader gone' : 'Check reader';
  }
  return ready === 1 ? 'Reader ready' : `${ready} readers ready`;
}
