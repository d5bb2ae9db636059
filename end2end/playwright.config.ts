import { defineConfig } from "@playwright/test";

const root = process.getuid?.() === 0;

// One portal with demo data serves every test; see portal.ts. They share its world, so each reports something of its own.
export default defineConfig({
  testDir: "tests",
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  globalSetup: "./portal.ts",
  use: {
    browserName: "chromium",
    baseURL: process.env.PORTAL_BASE_URL,
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    locale: "en-GB",
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "scripts", use: { javaScriptEnabled: true } },
    { name: "no-scripts", use: { javaScriptEnabled: false }, testIgnore: /islands|shots/ },
  ],
});
