import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { overruledRules } from './overruledRules.ts';

/** What is to be known of the chain's rules here: newer ones that will not do, and those that this terminal's own overrule. */
export function ChainRulesNotes(): ReactElement | null {
  const { settings, chainRules } = useTerminal();
  const kept = useStore(settings, (state) => state.settings);
  const { problem, ...ofChain } = useStore(chainRules, (state) => state.rules);
  const own = { cardFormats: kept?.cardFormats ?? [], measureRules: kept?.measureRules ?? [] };
  const overruled = overruledRules(own, ofChain);
  if (problem === null && overruled.length === 0) {
    return null;
  }
  return (
    <div className="stack">
      {problem !== null && (
        <p className="message message-warning small" role="status">
          {problem}
        </p>
      )}
      {overruled.length > 0 && (
        <div className="message message-info small" data-testid="overruled">
          <p>What this terminal was set up with comes first:</p>
          <ul>
            {overruled.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
