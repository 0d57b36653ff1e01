import { createStore, type StoreApi } from 'zustand/vanilla';

/** One line for the cashier about what just happened. */
export interface Notice {
  readonly tone: 'good' | 'info' | 'warning' | 'refused';
  readonly text: string;
  /** Grows with every notice, so that the same text twice is told twice. */
  readonly number: number;
}

export interface NoticeState {
  readonly notice: Notice | null;
  /** Shows a line in place of the one before. */
  readonly tell: (tone: Notice['tone'], text: string) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

export type NoticeStore = StoreApi<NoticeState>;

/** The line under the header that tells of scans and refusals. */
export function createNoticeStore(): NoticeStore {
  return createStore<NoticeState>((set) => ({
    notice: null,
    tell: (tone, text) =>
      set(({ notice }) => ({ notice: { tone, text, number: (notice?.number ?? 0) + 1 } })),
    clear: () => set({ notice: null }),
  }));
}
