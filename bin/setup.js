// `npm run demo` and `npm test`: bring what the checkout lacks, then run the real thing with Node 24.
// Plain JavaScript without dependencies: it runs before there are any, and on Node 20.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.tenantferry-installed');
const started = Date.now();
const needed = [24, 15];

const say = (line) =>
  process.stderr.write(`[setup ${((Date.now() - started) / 1000).toFixed(1)} s] ${line}\n`);

/** The child that runs now; a signal goes to it, and ends us when it has ended. */
let child;
let stoppedBy;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy ??= signal;
    // Ctrl-C in a terminal reaches the child without us; a second time would make it abort.
    const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY;
    if (child !== undefined && !fromTerminal) child.kill(signal);
  });
}

/** Runs a command with our terminal; gives its exit code. */
function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    child = spawn(program, args, {
      cwd: root,
      stdio: options.stdio ?? 'inherit',
      env: options.env ?? process.env,
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      child = undefined;
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** As `run`, for a step that must succeed; says every 10 s that it is still at it, unless the step `tells` itself. */
async function step(what, program, args, options = {}) {
  say(what);
  const timer = options.tells ? undefined : setInterval(() => say(`${what}: still at it`), 10_000);
  try {
    const code = await run(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    if (stoppedBy !== undefined) throw new Stopped(128 + constants.signals[stoppedBy]);
    if (code !== 0) throw new Failed(`${what} failed (exit code ${code}); the lines above say why.`);
  } finally {
    clearInterval(timer);
  }
}

class Failed extends Error {}
class Stopped extends Error {
  constructor(code) {
    super('stopped');
    this.code = code;
  }
}

async function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && findNode() !== undefined) return;
  // npm ci empties the folder first: through a link that would be another checkout's.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const folder = realpathSync(modules);
    throw new Failed(
      `node_modules is a link to ${folder}, whose packages are not those of this checkout or were not brought by this command. Give this command in ${dirname(folder)}, or remove the link.`,
    );
  }
  await step('installing the npm packages (npm ci)', npm()[0], [
    ...npm().slice(1),
    'ci',
    '--no-audit',
    '--no-fund',
    // Its warnings are about the Node that runs npm, not the one that runs us.
    '--loglevel=error',
  ]);
  if (findNode() === undefined) {
    // Where install scripts are off, the `node` package has not fetched its binary.
    const rebuild = [...npm().slice(1), 'rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'];
    await step('running the install script that brings Node 24', npm()[0], rebuild);
  }
  if (findNode() === undefined) {
    throw new Failed(
      `Node ${needed.join('.')} or newer is needed, and the npm package "node" did not bring it: its install script was blocked (npm config get ignore-scripts) or its platform package is missing. Install Node 24 and run the same command again.`,
    );
  }
  writeFileSync(stamp, lock);
}

/** npm as this very command runs it, else the one on PATH. */
function npm() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
}

/** A Node that is new enough: the one that came with the packages, else the one we run on. */
function findNode() {
  return [join(modules, 'node', 'bin', 'node'), process.execPath].find((path) => {
    if (!existsSync(path)) return false;
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    const [major, minor] = version.replace('v', '').split('.').map(Number);
    return major > needed[0] || (major === needed[0] && minor >= needed[1]);
  });
}

async function build(node, env) {
  const built = join(root, 'dist', '.tsbuildinfo');
  const inputs = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
    join(root, name),
  );
  const newest = Math.max(newestIn(join(root, 'src')), ...inputs.map((path) => statSync(path).mtimeMs));
  if (existsSync(join(root, 'dist', 'cli.js')) && existsSync(built) && statSync(built).mtimeMs >= newest)
    return;
  // Incremental, so what is unchanged is not written again; without its results the record of them must go.
  if (!existsSync(join(root, 'dist', 'cli.js'))) rmSync(built, { force: true });
  const compiler = join(modules, 'typescript', 'bin', 'tsc');
  await step('building dist', node, [compiler, '-p', 'tsconfig.build.json'], { env });
  // A build without changes leaves the record's time as it was.
  utimesSync(built, new Date(), new Date());
}

function newestIn(folder) {
  let newest = statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs);
  }
  return newest;
}

async function main([command, ...args]) {
  if (command !== 'demo' && command !== 'test') {
    throw new Failed('usage: node bin/setup.js demo|test [arguments of tenantferry demo, or of vitest run]');
  }
  await installPackages();
  const node = findNode();
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH ?? ''].join(':');
  const env = { ...process.env, PATH: path };
  await build(node, env);
  await step('looking for the servers', node, [join(root, 'dist', 'sandbox', 'provision.js'), command], {
    env,
    tells: true,
  });
  say(command === 'demo' ? 'starting the rehearsal' : 'running the tests');
  const code =
    command === 'demo'
      ? await run(node, [join(root, 'bin', 'tenantferry.js'), 'demo', ...args], { env })
      : await run(node, [join(modules, 'vitest', 'vitest.mjs'), 'run', ...args], { env });
  return stoppedBy !== undefined && code === 0 ? 128 + constants.signals[stoppedBy] : code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Stopped) process.exitCode = error.code;
  else if (error instanceof Failed) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
