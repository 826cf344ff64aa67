// Lint rule that holds the arrows of docs/ARCHITECTURE.md: which folder may import what. One table, one resolver.
const path = require('node:path');

/** Node modules that reach outside the process; pure folders import none of them. */
const inputOutput = /^(node:)?(fs|net|http|https|http2|dns|tls|dgram|child_process|worker_threads|cluster)(\/|$)/;

/**
 * Each arrow: files that match `from` (and not `except`) may not import what matches `to`. Paths are relative to the
 * repository and without extension; packages are their specifier. Unit tests are bound only by the arrows marked so.
 */
const arrows = [
  {
    from: /^src\//,
    to: /^(backend|cli|demo|infra|scripts|tests)\//,
    tests: true,
    why: 'the front end runs in a browser; what both sides need lies in src/shared',
  },
  {
    from: /^src\/shared\//,
    to: /^(src\/(?!shared\/)|react|@grafana\/|node:)/,
    tests: true,
    why: 'src/shared is used by both sides and imports neither',
  },
  {
    from: /^(backend|cli|demo|scripts|tests)\//,
    except: /^tests\/e2e\//,
    to: /^src\/(?!shared\/|plugin\.json|dashboards\/)/,
    tests: true,
    why: 'only src/shared is common to both sides',
  },
  {
    from: /^(backend|cli)\//,
    except: /^backend\/plugin\//,
    to: /^@grpc\//,
    why: 'only backend/plugin speaks gRPC',
  },
  {
    from: /^(backend\/(?!plugin\/|main$)|cli\/)/,
    to: /^backend\/plugin(\/|$)/,
    why: 'the core does not know its transport',
  },
  {
    from: /^(backend|cli)\//,
    except: /^backend\/(engines\/duckdb\/|history\/store)/,
    to: /^@duckdb\//,
    why: 'only backend/engines/duckdb and the history store use DuckDB',
  },
  {
    from: /^(backend|cli)\//,
    except: /^backend\/engines\/athena\//,
    to: /^@aws-sdk\/client-athena/,
    why: 'only backend/engines/athena uses Athena',
  },
  {
    from: /^backend\/engines\//,
    to: /^backend\/(traffic|query)\//,
    why: 'engines open data and run statements; they know nothing of traffic',
  },
  {
    from: /^backend\/(query|sql|frames)\//,
    to: /^backend\/(traffic\/|engines\/[^/]+\/|kubernetes\/|aws\/)/,
    why: 'planning, SQL text and shaping are pure functions over plain data',
  },
  {
    from: /^cli\/report\//,
    to: /^(backend\/(?!query\/shape\/quantity$|traffic\/service$|frames\/frame$)|cli\/(?!report\/))/,
    why: 'a page is made of answers and nothing else: who asks and who writes stand beside it',
  },
  {
    from: /^(src|backend|cli|demo)\//,
    except: /^cli\/report\/charts\//,
    to: /^echarts(\/|$)/,
    why: 'only cli/report/charts draws',
  },
  {
    from: /^(backend\/(query|sql|frames|history)|cli\/report)\//,
    except: /^backend\/history\/store/,
    to: inputOutput,
    why: 'this folder is pure: input and output stand behind a port elsewhere',
  },
];

const isTest = (file) => /\.test(-[a-z]+)?$/.test(file) || file.startsWith('tests/');

/** The repository path (or package specifier) that an import names. */
function resolveImport(file, specifier) {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}

function forbiddenArrow(file, specifier) {
  const target = resolveImport(file, specifier);
  return arrows.find(
    ({ from, except, to, tests }) =>
      from.test(file) && !except?.test(file) && (tests === true || !isTest(file)) && to.test(target)
  );
}

module.exports = {
  meta: {
    type: 'problem',
    docs: { description: 'holds the arrows between the folders' },
    schema: [],
    messages: { arrow: "'{{specifier}}' may not be imported here: {{why}}." },
  },
  create(context) {
    const file = path
      .relative(context.cwd, context.filename)
      .split(path.sep)
      .join('/')
      .replace(/\.[cm]?[jt]sx?$/, '');
    function check(source) {
      if (typeof source?.value !== 'string') {
        return;
      }
      const arrow = forbiddenArrow(file, source.value);
      if (arrow) {
        context.report({ node: source, messageId: 'arrow', data: { specifier: source.value, why: arrow.why } });
      }
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      "CallExpression[callee.name='require']": (node) => check(node.arguments[0]),
    };
  },
};
