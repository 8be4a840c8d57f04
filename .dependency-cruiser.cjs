/** The rules of the house (docs/architecture.md): what may import what. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'libs-only-by-their-root',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/', pathNot: '^libs/[a-z-]+/src/index\\.ts$' },
    },
    {
      name: 'libs-know-other-libs-by-their-root',
      severity: 'error',
      from: { path: '^libs/([a-z-]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[a-z-]+/src/index\\.ts$'] },
    },
    {
      name: 'contracts-are-plain',
      severity: 'error',
      from: { path: '^libs/contracts/src', pathNot: '\\.spec\\.ts$' },
      to: { path: '(node_modules|^libs/(?!contracts/))' },
    },
    {
      name: 'service-kit-stands-on-contracts',
      severity: 'error',
      from: { path: '^libs/service-kit/' },
      to: { path: '^libs/(?!contracts/|service-kit/|testing/)' },
    },
    {
      name: 'identity-stands-on-service-kit',
      severity: 'error',
      from: { path: '^libs/identity/' },
      to: { path: '^libs/(?!contracts/|service-kit/|identity/|testing/)' },
    },
    {
      name: 'persistence-stands-on-service-kit',
      severity: 'error',
      from: { path: '^libs/persistence/' },
      to: { path: '^libs/(?!contracts/|service-kit/|persistence/|testing/)' },
    },
    {
      name: 'messaging-stands-on-persistence',
      severity: 'error',
      from: { path: '^libs/messaging/' },
      to: { path: '^libs/(?!contracts/|service-kit/|persistence/|messaging/|testing/)' },
    },
    {
      name: 'search-is-plain',
      severity: 'error',
      from: { path: '^libs/search/src', pathNot: '\\.spec\\.ts$' },
      to: { path: '(node_modules|^libs/(?!search/))' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|libs/(?!testing))', pathNot: '(\\.spec\\.ts$|/test/)' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'only-repositories-know-mongoose-models',
      comment: 'Controllers answer with DTOs; they never see the database.',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '(\\.schema\\.ts$|\\.repository\\.ts$|node_modules/mongoose/)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
