import '../src/ledger/entry.ts';
