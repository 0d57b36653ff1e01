import { benchApproval } from '../../test/bench/approval.ts';
import { benchDecoders } from '../../test/bench/decoders.ts';
import { measureChangeToOthers } from '../../test/bench/changeToOthers.ts';
import { measureReplica } from '../../test/bench/firstFill.ts';
import { measureHistory } from '../../test/bench/history.ts';
import { measurePush } from '../../test/bench/pushLoad.ts';
import { measureReaderToRenderer } from '../../test/bench/readerToRenderer.ts';
import { measureScanToScreen } from '../../test/bench/scanToScreen.ts';
import { measureSimulation } from '../../test/bench/simulation.ts';
import type { BenchAim, BenchChapter } from './benchReport.ts';
import { benchTable } from './benchTable.ts';

/** One measurement of `npm run bench`; its chapters appear in the report in this order. */
export interface BenchPiece {
  /** By which it can be run alone: `npm run bench -- approval`. */
  readonly name: string;
  readonly title: string;
  readonly measure: () => Promise<readonly BenchChapter[]>;
  /** For what takes longer than most. */
  readonly timeoutMs?: number;
}

function chapter(
  title: string,
  method: string,
  figures: unknown,
  aims: readonly BenchAim[],
): BenchChapter {
  return { title, method, rows: benchTable(figures), aims, failure: null };
}

async function approval(): Promise<readonly BenchChapter[]> {
  const figures = await benchApproval();
  const ratio = { limit: 1.5, sense: 'at most', unit: '×' } as const;
  return [
    chapter(
      'Approval (ms)',
      'Seal, append to the journal and fdatasync, in turn with a bare write and fdatasync of as many bytes to a file beside it. The ratio is taken within each run of rounds; the median of the runs counts.',
      figures,
      [
        {
          what: 'Approval beside a bare write, p50',
          measured: figures.medianRatio.p50,
          ...ratio,
        },
        {
          what: 'Approval beside a bare write, p99',
          measured: figures.medianRatio.p99,
          ...ratio,
        },
      ],
    ),
  ];
}

async function replica(): Promise<readonly BenchChapter[]> {
  const { firstFill, lookUp, balanceList } = await measureReplica();
  const twice = { limit: 2, sense: 'at most', unit: '×' } as const;
  return [
    chapter(
      'First fill of 100,000 members',
      'A real ledger over HTTP into a replica in Chromium through RxDB replication, until the replica is readable; beside Dexie alone (`bulkPut`, one record a member, strict durability as well) and PouchDB (`bulkDocs`, one document a member, a part of the members), in the same page. Replication and raw Dexie take turns, each time into new databases; the median round counts, and the first one stands beside it.',
      firstFill,
      [
        {
          what: 'First fill beside raw Dexie',
          measured: firstFill.ratioToDexie,
          limit: 5,
          sense: 'at least',
          unit: '×',
        },
      ],
    ),
    chapter(
      'Look-up of a member among 100,000 (ms)',
      'From a card’s token to the member’s view, in turn with a bare IndexedDB `get` of the page’s record, in the same page.',
      lookUp,
      [
        { what: 'Look-up beside a bare read, p50', measured: lookUp.ratioP50, ...twice },
        { what: 'Look-up beside a bare read, p99', measured: lookUp.ratioP99, ...twice },
      ],
    ),
    chapter(
      'Manager’s list of 100,000 balances (ms)',
      'Opening it until every card is in it and sorted, how long the page did not answer at a time meanwhile, and queries with search and sort until their first 50 rows.',
      balanceList,
      [],
    ),
  ];
}

async function scan(): Promise<readonly BenchChapter[]> {
  const figures = await measureScanToScreen();
  return [
    chapter(
      'Scan to screen with 100,000 members (ms)',
      'The running product: ledger, host and device host as processes, the terminal in Chromium with a filled replica. Cards of different members are sent to a real serial port (a pseudo terminal of socat); the clock starts right before the write that holds the last byte, and stops after the frame that shows the member’s name, card and balance is painted (a message posted from that frame’s requestAnimationFrame). The clocks of reader and page are related by the quickest of many questions; how far that may be off stands below. The first 20 scans warm up and do not count. The bare read is an IndexedDB `get` of a page’s record without a library, between the scans in the same page.',
      figures,
      [
        {
          what: 'Scan to screen, p99',
          measured: figures.scanToScreen.p99,
          limit: 50,
          sense: 'below',
          unit: 'ms',
        },
      ],
    ),
  ];
}

async function decoders(): Promise<readonly BenchChapter[]> {
  return Promise.resolve([
    chapter(
      'Decoders (reads per second)',
      'Whole reads through each decoder by itself, in one process.',
      benchDecoders(),
      [],
    ),
  ]);
}

async function ports(): Promise<readonly BenchChapter[]> {
  return [
    chapter(
      'From a reader’s last byte to its event in the renderer (ms)',
      'The running product: device host, host and Chromium as processes. The clock starts right before the write of a scan’s bytes at a pseudo terminal (socat) or of a report at an emulated USB scanner (umockdev), and stops when the page has the message with the read. In turn with the same bytes at a bare `serialport` in one process and at a bare `node-hid` in a process that does nothing else. The first 20 rounds do not count.',
      await measureReaderToRenderer(),
      [],
    ),
  ];
}

async function push(): Promise<readonly BenchChapter[]> {
  const figures = await measurePush();
  return [
    chapter(
      'Pushed transactions on PostgreSQL',
      'A ledger process on a PostgreSQL server with fsync; terminals push sealed sales of many members over HTTP, a hundred at a time, all at once, with every check. In turn with that, round by round, the very rows that a round wrote are written again on the same server by as many connections and the same driver: what one push wrote in one transaction, each table with one prepared statement. Bare is into tables with the same columns, constraints, indexes and partitions, with the members’ balances and the terminals’ heads updated, and no checks, reads or triggers; lean is into unpartitioned tables with a primary key and nothing else, and without the updates. The load generator shares the processors with all of it; medians of the rounds.',
      figures,
      [
        {
          what: 'Pushed transactions beside bare batched INSERTs',
          measured: figures.ratio,
          limit: 0.5,
          sense: 'at least',
          unit: '×',
        },
        {
          what: 'Pushed transactions',
          measured: figures.pushedPerSecond,
          limit: 2000,
          sense: 'at least',
          unit: '/s',
        },
      ],
    ),
  ];
}

async function spread(): Promise<readonly BenchChapter[]> {
  const figures = await measureChangeToOthers();
  return [
    chapter(
      'From approval in one store to others (ms)',
      'A ledger process on a PostgreSQL server with fsync and 200 terminals on its stream. The clock starts when a terminal of another store pushes a sealed sale, and stops when the answer of a terminal’s pull, which its stream had told it to make, has the member’s new balance, and when the API answers with it. First one of the 200 pulls; then each of them does at each change, a sale every half second and more, all in the process of the bench, which shares the processors.',
      figures,
      [
        {
          what: 'From approval to another terminal, p99',
          measured: figures.toTerminal.p99,
          limit: 1000,
          sense: 'below',
          unit: 'ms',
        },
        {
          what: 'From approval through the API, p99',
          measured: figures.toApi.p99,
          limit: 1000,
          sense: 'below',
          unit: 'ms',
        },
        {
          what: 'From approval to another terminal while 200 pull, p99',
          measured: figures.whileAllPull.toTerminal.p99,
          limit: 1000,
          sense: 'below',
          unit: 'ms',
        },
        {
          what: 'From approval through the API while 200 pull, p99',
          measured: figures.whileAllPull.toApi.p99,
          limit: 1000,
          sense: 'below',
          unit: 'ms',
        },
      ],
    ),
  ];
}

async function history(): Promise<readonly BenchChapter[]> {
  const figures = await measureHistory();
  return [
    chapter(
      'Cost of a push as history grows (ms for a batch of 100)',
      'Three ledgers on one PostgreSQL server with fsync, with 5,000 members and some 10⁴, 10⁵ and 10⁶ entries with their postings, lots and movements (pairs of adjustments, put in by SQL, that the audit finds nothing wrong with; chains of terminals do not grow by them). The same pushes go to the three in turn; the first 20 rounds do not count. Medians, and medians of the ratios within a round.',
      figures,
      [
        {
          what: 'A push at 10⁶ entries beside one at 10⁴',
          measured: figures.ratio1000000,
          limit: 1.5,
          sense: 'at most',
          unit: '×',
        },
      ],
    ),
  ];
}

async function simulation(): Promise<readonly BenchChapter[]> {
  return [
    chapter(
      'Simulated terminals per process',
      'Runs of the simulation with all faults and ever more terminals in one process, until its time goes slower than the clock on the wall or its memory ends. Each terminal is the product’s own journal, replica and sync in a module graph of its own, and all of them pull every change of the four members who do the shopping, so that the work grows with the square of the terminals. Loading the modules and founding the chain is not in the time; trading, the calm after it and the checks are.',
      await measureSimulation(),
      [],
    ),
  ];
}

/** All measurements, the short ones first. */
export const benchPieces: readonly BenchPiece[] = [
  { name: 'approval', title: 'Approval', measure: approval },
  { name: 'decoders', title: 'Decoders', measure: decoders },
  { name: 'ports', title: 'From a reader to the renderer', measure: ports },
  { name: 'replica', title: 'First fill, look-up and list of balances', measure: replica },
  { name: 'scan', title: 'Scan to screen', measure: scan },
  { name: 'push', title: 'Pushed transactions on PostgreSQL', measure: push },
  { name: 'spread', title: 'From approval in one store to others', measure: spread },
  { name: 'history', title: 'Cost as history grows', measure: history },
  {
    name: 'simulation',
    title: 'Simulated terminals per process',
    measure: simulation,
    timeoutMs: 900_000,
  },
];
