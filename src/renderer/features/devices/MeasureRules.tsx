import { Button, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { ChainRulesNotes } from './ChainRulesNotes.tsx';
import { MAXIMUM_MEASURE_RULES, measureRuleDraft } from './measureRuleDraft.ts';
import { RuleList } from './RuleList.tsx';

const LONGEST_RULE = 100;

const EXAMPLES = [
  'price starting with 23, 5 item digits, 2 decimals',
  'weight starting with 21, 5 item digits, 3 decimals',
  'price starting with 02, 5 item digits, 1 verifier digit, 2 decimals',
];

/** How the shop's scales print price and weight into EANs: those of this terminal and of the chain, and one more. */
export function MeasureRules(): ReactElement {
  const { chainRules, settings, readerSetup } = useTerminal();
  const kept = useStore(settings, (state) => state.settings);
  const ofChain = useStore(chainRules, (state) => state.rules);
  const own = useMemo(() => kept?.measureRules ?? [], [kept]);
  const rules = useMemo(() => [...own, ...ofChain.measureRules], [own, ofChain]);
  const cardFormats = useMemo(
    () => [...(kept?.cardFormats ?? []), ...ofChain.cardFormats],
    [ofChain, kept],
  );
  const [text, setText] = useState('');
  const draft = useMemo(
    () => measureRuleDraft(text, rules, cardFormats),
    [text, rules, cardFormats],
  );
  const { addMeasureRule, removeMeasureRule } = readerSetup.getState();
  const full = own.length >= MAXIMUM_MEASURE_RULES;

  async function add(rule: string): Promise<void> {
    if (await addMeasureRule(rule)) {
      setText('');
    }
  }

  return (
    <div className="devices-scroll stack">
      {rules.length > 0 && (
        <RuleList
          label="Rules for scale labels"
          own={own}
          ofChain={ofChain.measureRules}
          onRemove={(rule) => void removeMeasureRule(rule)}
        />
      )}
      <ChainRulesNotes />
      <p className="soft small">
        Scales print price or weight into the barcode. The product is looked up by its item number
        with zeros in place of the measure; prices are in the chain’s currency, weights in kilograms
        of a product priced by the kilogram.
      </p>
      <div className="stack devices-editor">
        <h2 className="devices-subtitle">Add a rule to this terminal</h2>
        <TextInput
          label="What the barcode holds"
          placeholder={EXAMPLES[0] ?? ''}
          autoComplete="off"
          spellCheck={false}
          value={text}
          maxLength={LONGEST_RULE}
          error={draft.state === 'wrong'}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {text === '' && (
          <ul className="devices-examples" aria-label="Examples">
            {EXAMPLES.map((example) => (
              <li key={example}>
                <button type="button" className="devices-example" onClick={() => setText(example)}>
                  {example}
                </button>
              </li>
            ))}
          </ul>
        )}
        {draft.state === 'wrong' && (
          <p className="message message-warning small" role="status">
            {draft.message}
          </p>
        )}
        {full && (
          <p className="soft small">
            {MAXIMUM_MEASURE_RULES} rules are set up, the most there can be. Remove one.
          </p>
        )}
        {draft.state === 'good' && (
          <Button disabled={full} onClick={() => void add(draft.text)}>
            Add this rule
          </Button>
        )}
      </div>
    </div>
  );
}
