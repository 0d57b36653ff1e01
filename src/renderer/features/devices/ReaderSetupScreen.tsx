import { Button, SegmentedControl } from '@mantine/core';
import { useCallback, useEffect, useMemo, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useShortcuts } from '../../ui/useShortcuts.ts';
import { CardFormats } from './CardFormats.tsx';
import { GuideDialog } from './GuideDialog.tsx';
import { MeasureRules } from './MeasureRules.tsx';
import { ObservationList } from './ObservationList.tsx';
import { ReaderList } from './ReaderList.tsx';
import './devices.css';

/** How often the host is told that the screen still looks; it ends observing by itself after 15 minutes. */
const RENEWAL_MS = 5 * 60_000;

/** For managers and IT: the readers, what they read, and which of it is a card of the chain. */
export function ReaderSetupScreen({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { readerSetup, host } = useTerminal();
  const reachable = useStore(host, (state) => state.reachable);
  const { guide, removal, problem, observe, close, leave, undo } = useStore(readerSetup);
  const [part, setPart] = useState('readers');
  const [draft, setDraft] = useState('');
  const tried = useMemo(() => (draft.trim() === '' ? [] : [draft]), [draft]);
  const [closing, setClosing] = useState(false);
  // The till is shown only once what is read is the till's again: nothing read in between is lost.
  const shut = useCallback(() => {
    setClosing(true);
    void close().then(onClose);
  }, [close, onClose]);
  const shortcuts = useMemo(() => ({ Escape: shut }), [shut]);
  useShortcuts(shortcuts, guide === null && !closing);

  useEffect(() => {
    if (!reachable || closing) {
      return undefined;
    }
    void observe(tried);
    const timer = setInterval(() => void observe(tried), RENEWAL_MS);
    return () => clearInterval(timer);
  }, [observe, tried, reachable, closing]);
  useEffect(() => leave, [leave]);

  return (
    <main className="devices">
      <header className="spread">
        <div className="grow">
          <h1 className="devices-title">Readers and cards</h1>
          <p className="soft">While this screen is open, nothing that is read goes into a sale.</p>
        </div>
        <Button
          variant="default"
          onClick={shut}
          disabled={closing}
          leftSection={<Icon name="close" />}
        >
          Back to the till
        </Button>
      </header>
      <div className="devices-columns">
        <section className="panel devices-main" aria-label="Set-up">
          <SegmentedControl
            fullWidth
            size="md"
            aria-label="What to set up"
            transitionDuration={0}
            value={part}
            onChange={setPart}
            data={[
              { value: 'readers', label: 'Readers' },
              { value: 'formats', label: 'Card formats' },
              { value: 'scales', label: 'Scale labels' },
            ]}
          />
          {problem !== null && guide === null && (
            <p className="message message-refused small" role="alert">
              {problem}
            </p>
          )}
          {removal !== null && (
            <div className="message message-info spread" role="status">
              <span>{removal.words}</span>
              <Button
                variant="default"
                leftSection={<Icon name="undo" />}
                onClick={() => void undo()}
              >
                Undo
              </Button>
            </div>
          )}
          {part === 'readers' && <ReaderList />}
          {part === 'formats' && <CardFormats draft={draft} onDraft={setDraft} />}
          {part === 'scales' && <MeasureRules />}
        </section>
        <ObservationList
          onTryFormat={(format) => {
            setPart('formats');
            setDraft(format);
          }}
        />
      </div>
      {guide !== null && <GuideDialog guide={guide} />}
    </main>
  );
}
