import { ActionIcon } from '@mantine/core';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Device } from '../../../ipc/channels/devices.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { describeDevice, deviceAdvice, deviceStateWord } from './deviceWording.ts';
import type { GuideKind } from './guide.ts';
import { RenameDialog } from './RenameDialog.tsx';
import { useNamedDevices } from './useNamedDevices.ts';
import {
  describeSerialReader,
  describeWedge,
  hasAffixes,
  MAXIMUM_SERIAL_READERS,
  settingOfDevice,
} from './savedReaders.ts';

const GUIDES: readonly {
  readonly kind: GuideKind;
  readonly title: string;
  readonly text: string;
}[] = [
  {
    kind: 'serial',
    title: 'Serial reader',
    text: 'Scanner or stripe reader at a COM port or a USB serial cable',
  },
  { kind: 'rfid', title: 'RFID or NFC reader', text: 'Contactless module at a serial port' },
  { kind: 'wedge', title: 'Keyboard reader', text: 'Types like a keyboard; adds characters' },
];

/** The readers that are there, what to do about those that are not ready, and the ways to set another one up. */
export function ReaderList(): ReactElement {
  const { settings: settingsStore, readerSetup } = useTerminal();
  const devices = useNamedDevices();
  const settings = useStore(settingsStore, (state) => state.settings);
  const { begin, removeSerialReader, removeAffixes } = readerSetup.getState();
  const serialReaders = settings?.serialReaders ?? [];
  const full = serialReaders.length >= MAXIMUM_SERIAL_READERS;
  return (
    <div className="devices-scroll stack">
      {devices.length === 0 && <NoReader />}
      <ul className="devices-list" aria-label="Readers">
        {devices.map((device) => {
          const setting = settingOfDevice(device, serialReaders);
          return (
            <DeviceRow
              key={device.deviceId}
              device={device}
              setUpAs={setting === null ? '' : describeSerialReader(setting)}
              onRemove={setting === null ? null : () => void removeSerialReader(setting)}
            />
          );
        })}
        <Row
          title="Keyboard readers"
          about="Type like a keyboard · not listed one by one"
          state={<span className="pill pill-accent">Always ready</span>}
          notes={
            settings !== null && hasAffixes(settings.wedge) ? describeWedge(settings.wedge) : ''
          }
          advice=""
          onRename={null}
          onRemove={
            settings !== null && hasAffixes(settings.wedge) ? () => void removeAffixes() : null
          }
        />
      </ul>
      <h2 className="devices-subtitle">Set up another reader</h2>
      <p className="soft small">
        USB scanners and stripe readers in HID mode need no set-up: plug them in.
      </p>
      <ul className="devices-guides">
        {GUIDES.map(({ kind, title, text }) => (
          <li key={kind}>
            <button
              type="button"
              className="devices-guide"
              disabled={full && kind !== 'wedge'}
              onClick={() => void begin(kind)}
            >
              <strong>{title}</strong>
              <span className="soft small">{text}</span>
            </button>
          </li>
        ))}
      </ul>
      {full && (
        <p className="soft small">
          {MAXIMUM_SERIAL_READERS} serial readers are set up, the most there can be. Remove one
          first.
        </p>
      )}
    </div>
  );
}

function NoReader(): ReactElement {
  return (
    <div className="devices-empty" data-testid="no-reader">
      <Icon name="barcode" size={32} />
      <strong>No reader is connected</strong>
      <p className="soft">
        Plug in a USB scanner or stripe reader: it shows here within seconds. If it does not, set it
        to “USB HID POS” with the code in its manual. A reader at a serial port is set up below.
      </p>
    </div>
  );
}

function DeviceRow(props: {
  readonly device: Device;
  readonly setUpAs: string;
  readonly onRemove: (() => void) | null;
}): ReactElement {
  const { device, setUpAs, onRemove } = props;
  const { state } = device;
  const [renaming, setRenaming] = useState(false);
  const tone = state === 'ready' ? 'accent' : state === 'failed' ? 'refused' : 'warning';
  return (
    <>
      <Row
        title={device.name}
        about={describeDevice(device)}
        state={
          <>
            {device.connection === 'simulator' && (
              <span className="pill pill-warning">Demonstration only</span>
            )}
            <span className={`pill pill-${tone}`} data-state={state}>
              {deviceStateWord(state)}
            </span>
          </>
        }
        notes={setUpAs}
        advice={deviceAdvice(device)}
        onRename={() => setRenaming(true)}
        onRemove={onRemove}
      />
      {renaming && (
        <RenameDialog
          deviceId={device.deviceId}
          name={device.name}
          onClose={() => setRenaming(false)}
        />
      )}
    </>
  );
}

function Row(props: {
  readonly title: string;
  readonly about: string;
  readonly state: ReactNode;
  readonly notes: string;
  readonly advice: string;
  readonly onRename: (() => void) | null;
  readonly onRemove: (() => void) | null;
}): ReactElement {
  const { title, about, state, notes, advice, onRename, onRemove } = props;
  return (
    <li className="devices-row">
      <div className="grow">
        <div className="spread devices-row-head">
          <strong>{title}</strong>
          <span className="row devices-pills">{state}</span>
        </div>
        <p className="soft small">{about}</p>
        {notes !== '' && <p className="soft small">{notes}</p>}
        {advice !== '' && <p className="devices-advice small">{advice}</p>}
      </div>
      {onRename !== null && (
        <ActionIcon aria-label={`Rename ${title}`} onClick={onRename}>
          <Icon name="pencil" />
        </ActionIcon>
      )}
      {onRemove !== null && (
        <ActionIcon aria-label={`Remove ${title}`} onClick={onRemove}>
          <Icon name="trash" />
        </ActionIcon>
      )}
    </li>
  );
}
