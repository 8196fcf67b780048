// Builds the workspace, quietly unless something is wrong, and runs a compiled script: node tools/built.mjs <script> [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...args] = process.argv.slice(2);
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
const build = spawnSync('npm', ['run', '-s', 'build'], { cwd: root, env, encoding: 'utf8' });
if (build.status !== 0) {
  process.stderr.write(build.stdout + build.stderr);
  process.exit(build.status ?? 1);
}
const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
// Ctrl-C reaches the script by itself: it cleans up, and this process waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
