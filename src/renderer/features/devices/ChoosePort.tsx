import { Button, Loader } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { SerialPortOption } from '../../../ipc/channels/devices.ts';
import type { SerialLineSetting } from '../../../ipc/channels/settings.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { LineChoice } from './LineChoice.tsx';
import { PortByName } from './PortByName.tsx';
import type { GuideKind } from './guide.ts';
import { portWords } from './portWording.ts';

/** The first step at a serial port: which one. */
export function ChoosePort(props: {
  readonly kind: GuideKind;
  readonly ports: readonly SerialPortOption[] | null;
  readonly problem: string | null;
}): ReactElement {
  const { kind, ports, problem } = props;
  const { readerSetup } = useTerminal();
  const { begin, choosePort } = readerSetup.getState();
  const [line, setLine] = useState<SerialLineSetting | null>(null);
  if (ports === null) {
    return (
      <p className="row soft" role="status">
        <Loader size="sm" /> Looking for serial ports…
      </p>
    );
  }
  return (
    <div className="stack">
      {problem !== null && (
        <p className="message message-refused small" role="alert">
          {problem}
        </p>
      )}
      {ports.length === 0 ? (
        <p>
          No serial port was found. Plug the reader or its USB serial cable in and look again; on
          Windows its driver must be installed.
        </p>
      ) : (
        <>
          <p>
            At which port is the reader? If you are not sure, unplug it and look what goes away.
          </p>
          <ul className="devices-ports" aria-label="Serial ports">
            {ports.map((port) => (
              <li key={port.path}>
                <button
                  type="button"
                  className="devices-guide"
                  onClick={() => void choosePort(port.path, line)}
                >
                  <span className="spread">
                    <strong>{port.path}</strong>
                    {port.configured && <span className="pill">Set up already</span>}
                  </span>
                  <span className="soft small">{portWords(port)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Button variant="default" onClick={() => void begin(kind)}>
        Look again
      </Button>
      <LineChoice onChange={setLine} />
      <PortByName onChoose={(path) => void choosePort(path, line)} />
    </div>
  );
}
