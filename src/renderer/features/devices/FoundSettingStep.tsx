import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import type { FoundSetting, Guide } from './guide.ts';
import { describeSerialReader, describeWedge, hasAffixes } from './savedReaders.ts';

/** The last step: what was found out, to be kept; and then that it was. */
export function FoundSettingStep(props: {
  readonly guide: Extract<Guide, { readonly step: 'found' | 'saved' }>;
}): ReactElement {
  const { guide } = props;
  const { readerSetup } = useTerminal();
  const { saveFound, endGuide } = readerSetup.getState();
  const facts = foundFacts(guide.found);
  return (
    <div className="stack">
      <p className="message message-good" role="status">
        {guide.step === 'saved'
          ? 'Saved. Present a card: it shows on the list “Present a card now”.'
          : 'This is how the reader sends.'}
      </p>
      <dl className="devices-facts" data-testid="found-setting">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {guide.step === 'saved' ? (
        <Button size="lg" fullWidth data-autofocus onClick={endGuide}>
          Done
        </Button>
      ) : (
        <>
          {guide.problem !== null && (
            <p className="message message-refused small" role="alert">
              {guide.problem}
            </p>
          )}
          <Button
            size="lg"
            fullWidth
            data-autofocus
            disabled={guide.saving}
            onClick={() => void saveFound()}
          >
            Save
          </Button>
        </>
      )}
    </div>
  );
}

function foundFacts(found: FoundSetting): readonly (readonly [string, string])[] {
  if (found.of === 'wedge') {
    return [
      [
        'Keyboard readers',
        hasAffixes(found.wedge)
          ? describeWedge(found.wedge)
          : 'They add nothing that must be taken off: they read as they are.',
      ],
    ];
  }
  const { setting } = found;
  return [
    ['Port', setting.path],
    ['Reads', describeSerialReader(setting)],
    [
      'After a replug',
      setting.usb === null
        ? 'Found again at the same port.'
        : 'Found again by its USB identity, also at another port.',
    ],
  ];
}
