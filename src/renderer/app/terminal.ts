import type { Clock } from '../../domain/ports.ts';
import type { Programme } from '../../domain/programme.ts';
import type { Enrolment, TerminalDescription } from '../../ipc/channels/terminal.ts';
import type { HostBridge } from '../../ipc/contract.ts';
import type { Observed } from '../../replica/observed.ts';
import type { ProductCategory } from '../../replica/referenceStore.ts';
import type { Replica } from '../../replica/replica.ts';
import type { Sync } from '../../sync/sync.ts';
import type { ReaderSetupStore } from '../features/devices/readerSetupStore.ts';
import type { ExceptionDesk } from '../features/exceptions/exceptionDesk.ts';
import type { Interception } from '../features/identify/interception.ts';
import type { ReadHandler } from '../features/identify/readHandler.ts';
import type { ChainRulesStore } from '../stores/chainRulesStore.ts';
import type { SalesBook } from '../features/training/salesBook.ts';
import type { ConnectionStore } from '../stores/connectionStore.ts';
import type { DeviceStore } from '../stores/deviceStore.ts';
import type { HostStore } from '../stores/hostStore.ts';
import type { NoticeStore } from '../stores/noticeStore.ts';
import type { Receipt } from '../stores/saleState.ts';
import type { SaleStore } from '../stores/saleStore.ts';
import type { SessionStore } from '../stores/sessionStore.ts';
import type { SettingsStore } from '../stores/settingsStore.ts';

/** The stores that exist before enrolment, too. */
export interface HostStores {
  readonly host: HostStore;
  readonly connection: ConnectionStore;
  readonly devices: DeviceStore;
  readonly settings: SettingsStore;
  readonly chainRules: ChainRulesStore;
  readonly notices: NoticeStore;
}

/** An enrolled terminal with everything that its screens need. */
export interface Terminal extends HostStores {
  readonly description: TerminalDescription;
  readonly enrolment: Enrolment;
  readonly bridge: HostBridge;
  readonly clock: Clock;
  readonly replica: Replica;
  /** What is sold here, or, in training, practised. */
  readonly book: SalesBook;
  readonly sync: Sync;
  readonly session: SessionStore;
  readonly sale: SaleStore;
  readonly reads: ReadHandler;
  readonly interception: Interception;
  readonly exceptionDesk: ExceptionDesk;
  readonly readerSetup: ReaderSetupStore;
  /** The rules in effect, null before the first pull. */
  readonly programme: Observed<Programme | null>;
  /** The catalogue's categories. */
  readonly categories: Observed<readonly ProductCategory[]>;
  /** The receipt of this terminal's newest sale, null before the first. */
  readonly lastReceipt: () => Promise<Receipt | null>;
  /** Approves the sale as it stands. */
  approve(): Promise<void>;
}
