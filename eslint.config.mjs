import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Which workspace libraries each project may import. One table, so that the layers can be read at a glance:
 * a lib never imports an app, and an app never imports another app.
 */
const layers = {
  'libs/contracts': [],
  'libs/clv': [],
  'libs/codes': [],
  'libs/environment': [],
  'libs/experiments': [],
  'libs/figures': [],
  'libs/recommend': [],
  'libs/oracle': ['contracts'],
  'libs/persistence': ['contracts'],
  'libs/programme': ['contracts'],
  'libs/messaging': ['contracts', 'environment', 'persistence'],
  'libs/customers': ['contracts', 'persistence'],
  'libs/orders': ['contracts', 'persistence', 'messaging', 'customers'],
  'libs/service': ['contracts', 'environment', 'persistence', 'messaging', 'figures'],
  'libs/stack': ['contracts'],
  'libs/testing': ['contracts', 'persistence', 'messaging', 'stack'],
  'apps/ledger': ['contracts', 'persistence', 'messaging', 'service', 'programme', 'codes'],
  'apps/campaign': [
    ...['contracts', 'persistence', 'messaging', 'service', 'programme', 'codes', 'customers', 'orders'],
    ...['experiments', 'figures', 'recommend'],
  ],
  'apps/metrics': [
    ...['contracts', 'persistence', 'messaging', 'service', 'programme', 'clv', 'customers', 'orders', 'figures'],
  ],
  bench: ['contracts', 'persistence', 'messaging', 'stack', 'clv', 'testing'],
  // Knows the services by their topics, their HTTP and their rows only.
  chaos: ['contracts', 'persistence', 'messaging', 'stack', 'oracle', 'testing'],
  'apps/cli': [
    'contracts',
    'environment',
    'persistence',
    'messaging',
    'programme',
    'clv',
    'recommend',
    'stack',
    'figures',
  ],
};

const outsideOwnProject = {
  regex:
    '^(\\.\\./)+((apps|libs|chaos)/|(ledger|campaign|metrics|cli|contracts|messaging|persistence|programme|clv|codes|environment|experiments|figures|recommend|customers|orders|oracle|service|stack|testing)/(src|dist)/)',
  message: 'Import another library by its package name; an app imports no other app.',
};

/** Frameworks, input and output: what plain domain functions must not know. */
const framework = {
  regex:
    '^(@nestjs/|typeorm|pg$|pg/|kafkajs|@platformatic/|node:|fs$|rxjs|reflect-metadata|prom-client|@perennial/(environment|persistence|messaging|service|customers|stack|testing))',
  message: 'domain/ is plain functions over plain data: no framework, database, broker, file system or environment.',
};

/** What nobody may know but the library behind the port, and the benchmark that is compared with it. */
const knowKafkaClients = ['libs/messaging', 'bench'];
const kafkaClient = {
  regex: '^(kafkajs|@platformatic/kafka)(/|$)',
  message: 'A Kafka client is seen through @perennial/messaging only.',
};

const only = (project, allowed) => ({
  regex: `^@perennial/(?!(${[...allowed, '\\0'].join('|')})$)`,
  message: `${project} may import only: ${allowed.map((lib) => `@perennial/${lib}`).join(', ') || 'no other library'}.`,
});

const boundaries = Object.entries(layers).flatMap(([project, allowed]) => [
  {
    files: [`${project}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            outsideOwnProject,
            only(project, allowed),
            ...(knowKafkaClients.includes(project) ? [] : [kafkaClient]),
          ],
        },
      ],
    },
  },
  {
    // Specs and what they share may also use the test stack and the oracle; no service is made with either.
    files: [`${project}/src/**/*.{spec,fixture}.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [outsideOwnProject, only(project, [...allowed, 'testing', 'oracle'])] },
      ],
    },
  },
  {
    files: [`${project}/src/**/domain/**/*.ts`],
    ignores: ['**/*.{spec,fixture}.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [outsideOwnProject, framework, only(project, allowed)] }] },
  },
]);

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.perennial/**', 'coverage/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  ...boundaries,
  {
    // Written as Nest documents it: it finds out what to inject by the types of the constructor.
    files: ['bench/src/arms/stock/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    // Time and randomness are arguments of the domain.
    files: ['**/src/**/domain/**/*.ts'],
    ignores: ['**/*.{spec,fixture}.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'domain/ reads no environment.' }],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the instant as an argument.' },
        { object: 'Math', property: 'random', message: 'Take randomness as an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Take the instant as an argument.',
        },
      ],
    },
  },
  {
    // The environment is read in one place of each project, by a file that says so in its name.
    files: [
      'apps/{ledger,campaign,metrics}/src/**/*.ts',
      'libs/{contracts,messaging,programme,clv,experiments,figures,recommend,persistence}/src/**/*.ts',
    ],
    ignores: ['**/*.{spec,fixture}.ts', '**/config.ts', '**/src/**/domain/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in config.ts.' },
      ],
    },
  },
);
