/** Who may import whom; each folder may also import itself. Type imports count. */
const allowed = {
  domain: [],
  protocol: ['domain'],
  ipc: ['domain'],
  hardware: ['domain'],
  replica: ['domain'],
  sync: ['domain', 'protocol', 'replica'],
  preload: ['ipc'],
  main: ['domain', 'protocol', 'ipc', 'hardware'],
  renderer: ['domain', 'ipc', 'replica', 'sync'],
  ledger: ['domain', 'protocol'],
};

const layers = Object.entries(allowed).map(([folder, others]) => ({
  name: `layer-${folder}`,
  severity: 'error',
  comment: `src/${folder} may import only: ${[folder, ...others].join(', ')}`,
  from: { path: `^src/${folder}/` },
  to: {
    path: '^src/',
    pathNot: [
      `^src/(${[folder, ...others].join('|')})/`,
      ...(folder === 'renderer' ? ['^src/hardware/decoders/'] : []),
    ],
  },
}));

/** A package that only some folders may name. */
const only = (name, packages, folders) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: folders },
  to: { path: `^(node_modules/)?(${packages})(/|$)` },
});

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'renderer-takes-only-types-from-decoders',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/hardware/decoders/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: { path: '^(src|test|scripts)/' },
      to: { couldNotResolve: true, pathNot: ['^electron$'] },
    },
    only('electron-in-its-entry', 'electron', ['^src/main/electron/', '^src/preload/']),
    only('devices-in-hardware', 'node-hid|serialport|@serialport', ['^src/hardware/']),
    only('rxdb-in-replica-and-sync', 'rxdb|dexie', ['^src/replica/', '^src/sync/']),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
