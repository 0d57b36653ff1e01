/** As much of PouchDB as the bench uses; the package has no types of its own. */
declare module 'pouchdb-browser' {
  export default class PouchDB {
    constructor(name: string, options: { readonly auto_compaction: boolean });
    bulkDocs(documents: readonly object[]): Promise<unknown>;
    destroy(): Promise<unknown>;
  }
}
