import { Button, SegmentedControl } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { DEFAULT_IDLE_MINUTES } from '../signOn/idleCountdown.ts';
import { colourSchemeOf } from './colourSchemeOf.ts';
import './settings.css';

/** This terminal's own settings, and what it is. */
export function SettingsDialog(props: {
  readonly onOpen: (overlay: 'readers' | 'training') => void;
  readonly onClose: () => void;
}): ReactElement {
  const { onOpen, onClose } = props;
  const { settings: store, description, enrolment, session, host } = useTerminal();
  const settings = useStore(store, (state) => state.settings);
  const operator = useStore(session, (state) => state.operator);
  const journal = useStore(host, (state) => state.journal);
  const [problem, setProblem] = useState<string | null>(null);
  const facts: readonly (readonly [string, string])[] = [
    ['Terminal', `${enrolment.terminalName} (${enrolment.terminalId})`],
    ['Store', enrolment.storeName],
    ['Ledger', enrolment.ledgerUrl],
    ['Version', `${description.version}, ${description.host} host`],
  ];
  return (
    <Dialog title="Settings" onClose={onClose} size="32rem">
      <div className="stack">
        <div>
          <p id="scheme-label" className="settings-label">
            Colours
          </p>
          <SegmentedControl
            fullWidth
            size="md"
            aria-labelledby="scheme-label"
            transitionDuration={0}
            value={settings?.colourScheme ?? 'auto'}
            onChange={(value) => {
              void store
                .getState()
                .change({ colourScheme: colourSchemeOf(value) })
                .then(setProblem);
            }}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
          {problem !== null && (
            <p className="message message-refused small" role="alert">
              {problem}
            </p>
          )}
        </div>
        {operator?.role === 'manager' && (
          <div>
            <p id="idle-label" className="settings-label">
              Sign off when nobody touches the till
            </p>
            <SegmentedControl
              fullWidth
              size="md"
              aria-labelledby="idle-label"
              transitionDuration={0}
              value={String(settings?.idleSignOffMinutes ?? DEFAULT_IDLE_MINUTES)}
              onChange={(value) => {
                void store
                  .getState()
                  .change({ idleSignOffMinutes: Number(value) })
                  .then(setProblem);
              }}
              data={[
                { value: '5', label: '5 min' },
                { value: '15', label: '15 min' },
                { value: '60', label: '1 hour' },
                { value: '0', label: 'Never' },
              ]}
            />
          </div>
        )}
        {operator?.role === 'manager' && (
          <div>
            <p className="settings-label">Readers</p>
            <Button
              variant="default"
              fullWidth
              leftSection={<Icon name="barcode" />}
              onClick={() => onOpen('readers')}
            >
              Set up readers and card formats
            </Button>
          </div>
        )}
        {operator?.role === 'manager' && !description.training && (
          <div>
            <p className="settings-label">Training</p>
            <Button variant="default" fullWidth onClick={() => onOpen('training')}>
              Begin training, where nothing is sold
            </Button>
          </div>
        )}
        <dl className="settings-facts">
          {facts.map(([name, value]) => (
            <div key={name} className="spread">
              <dt className="soft">{name}</dt>
              <dd className="clip">{value}</dd>
            </div>
          ))}
          {operator?.role === 'manager' && journal !== null && (
            <div className="spread">
              <dt className="soft">Journal</dt>
              <dd>{journal.sequence === 1 ? '1 sale' : `${journal.sequence} sales`} sealed</dd>
            </div>
          )}
        </dl>
        {operator?.role === 'manager' && journal !== null && journal.damage.length > 0 && (
          <div className="message message-refused" role="alert">
            <p>The journal was found damaged. Nothing was deleted; call IT.</p>
            <ul className="small">
              {journal.damage.map(({ segment, message }) => (
                <li key={`${segment}${message}`}>
                  {segment}: {message}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Dialog>
  );
}
