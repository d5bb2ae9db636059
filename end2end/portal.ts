import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Starts the portal with demo data in a folder of its own and stops it after the last test. PORTAL_DATA names the folder of one that runs already. */
export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.PORTAL_DATA) {
    enter(join(process.env.PORTAL_DATA, "demo.json"));
    return undefined;
  }
  const program = process.env.PORTAL_BIN;
  if (!program || !existsSync(program)) throw new Error("set PORTAL_BIN to the built abuse-portal");
  const data = mkdtempSync(join(tmpdir(), "abuse-portal-end2end-"));
  chmodSync(data, 0o755);
  const listen = `127.0.0.1:${await freePort()}`;
  const portal = spawn(program, ["serve", "--demo", "--listen", listen, "--data-dir", data], {
    env: { ...withoutSettings(), PORTAL_LIMITS__POSTS_PER_MINUTE: "100000" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const clear = async () => {
    await stop(portal);
    rmSync(data, { recursive: true, force: true });
  };
  interruptOnEnd();
  try {
    await untilReady(portal, `http://${listen}`, join(data, "demo.json"));
  } catch (error) {
    await clear();
    throw error;
  }
  enter(join(data, "demo.json"));
  return clear;
}

/** The environment without what it says about some other portal. */
function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PORTAL_|DATABASE_URL$/.test(name)));
}

/** The runner clears up when it is interrupted, but not when it is told to end. */
function interruptOnEnd(): void {
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.kill(process.pid, "SIGINT"));
}

/** Tells the tests where the portal is and who lives in its world. */
function enter(file: string): void {
  const demo = readFileSync(file, "utf8");
  process.env.PORTAL_DEMO = demo;
  process.env.PORTAL_BASE_URL = (JSON.parse(demo) as { base_url: string }).base_url;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function untilReady(portal: ChildProcess, base: string, demo: string): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (Date.now() < deadline) {
    if (hasEnded(portal)) throw new Error(`the portal ended with ${portal.exitCode ?? portal.signalCode}`);
    const ready = await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    if (ready && existsSync(demo)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("the portal was not ready within five minutes");
}

async function stop(portal: ChildProcess): Promise<void> {
  if (hasEnded(portal)) return;
  const ended = new Promise((resolve) => portal.once("exit", resolve));
  portal.kill("SIGTERM");
  const slow = setTimeout(() => portal.kill("SIGKILL"), 60_000);
  await ended;
  clearTimeout(slow);
}

function hasEnded(portal: ChildProcess): boolean {
  return portal.exitCode !== null || portal.signalCode !== null;
}
