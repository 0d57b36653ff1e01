import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Device } from '../../../ipc/channels/devices.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { namedDevices } from './readerNames.ts';

/** The readers under the names that people know them by. */
export function useNamedDevices(): readonly Device[] {
  const { devices: deviceStore, settings } = useTerminal();
  const devices = useStore(deviceStore, (state) => state.devices);
  const names = useStore(settings, (state) => state.settings?.readerNames);
  return useMemo(() => namedDevices(devices, names), [devices, names]);
}
