import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { assert } from '../../domain/assert.ts';
import type { SaleActions } from '../stores/saleStore.ts';
import type { SaleState } from '../stores/saleState.ts';
import type { Terminal } from './terminal.ts';

const TerminalContext = createContext<Terminal | null>(null);

/** Lends a terminal to the screens below. */
export const TerminalProvider = TerminalContext.Provider;

/** The terminal of this screen. */
export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext);
  assert(terminal !== null, 'screens of the till stand under a TerminalProvider');
  return terminal;
}

/** A part of the sale; renders anew when it changes. */
export function useSale<Part>(select: (state: SaleState & SaleActions) => Part): Part {
  return useStore(useTerminal().sale, select);
}
