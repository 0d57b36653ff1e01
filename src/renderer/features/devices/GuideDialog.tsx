import { Button, Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format.ts';
import { guideSteps, PRESENTATIONS, type Guide, type GuideKind } from './guide.ts';
import { ChoosePort } from './ChoosePort.tsx';
import { FoundSettingStep } from './FoundSettingStep.tsx';
import { PresentStep } from './PresentStep.tsx';

const TITLES: Readonly<Record<GuideKind, string>> = {
  serial: 'Set up a serial reader',
  rfid: 'Set up an RFID or NFC reader',
  wedge: 'Set up keyboard readers',
};

/** A reader's set-up, step by step. Closing it keeps nothing. */
export function GuideDialog({ guide }: { readonly guide: Guide }): ReactElement {
  const { readerSetup } = useTerminal();
  const { endGuide, begin } = readerSetup.getState();
  const { names, at } = guideSteps(guide);
  return (
    <Dialog title={TITLES[guide.kind]} onClose={endGuide} size="36rem">
      <div className="stack">
        <ol className="devices-steps" aria-label="Steps">
          {names.map((name, index) => (
            <li
              key={name}
              className={index < at ? 'devices-step-done' : ''}
              {...(index === at ? { 'aria-current': 'step' as const } : {})}
            >
              <span className="devices-step-number" aria-hidden="true">
                {index < at ? '✓' : index + 1}
              </span>
              {name}
            </li>
          ))}
        </ol>
        <Step guide={guide} />
        <div className="row devices-guide-foot">
          {guide.step === 'failed' && (
            <Button onClick={() => void begin(guide.kind)} data-autofocus>
              Start again
            </Button>
          )}
          {guide.step !== 'saved' && (
            <Button variant="default" onClick={endGuide}>
              Cancel
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Step({ guide }: { readonly guide: Guide }): ReactElement {
  switch (guide.step) {
    case 'choose':
      return <ChoosePort kind={guide.kind} ports={guide.ports} problem={guide.problem} />;
    case 'listen':
      return guide.baudRate === null ? (
        <p className="row soft" role="status">
          <Loader size="sm" /> Opening {guide.path}…
        </p>
      ) : (
        <PresentStep
          action={guide.kind === 'rfid' ? 'Hold the card to the reader' : 'Present the card'}
          left={guide.presentationsLeft}
          now={listeningWords(guide.path, guide.baudRate)}
          note={guide.note}
        />
      );
    case 'scan':
      return (
        <PresentStep
          action="Scan the card"
          left={PRESENTATIONS - guide.scans.length}
          now="The terminal listens for a reader that types. Nothing goes into a field."
          note={null}
        />
      );
    case 'found':
    case 'saved':
      return <FoundSettingStep guide={guide} />;
    case 'failed':
      return (
        <p className="message message-warning" role="alert">
          {guide.message}
        </p>
      );
  }
}

function listeningWords(path: string, baudRate: number): string {
  return `Listening at ${path} with ${formatCount(baudRate)} bit/s. If nothing comes, other speeds are tried every 20 seconds.`;
}
