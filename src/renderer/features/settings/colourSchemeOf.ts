import type { LocalSettings } from '../../../ipc/channels/settings.ts';

/** The colour scheme that `value` names; `auto` for anything else. */
export function colourSchemeOf(value: string): LocalSettings['colourScheme'] {
  return value === 'light' || value === 'dark' ? value : 'auto';
}
