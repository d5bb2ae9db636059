import AxeBuilder from "@axe-core/playwright";
import { test as plain, expect, type BrowserContext, type Locator, type Page } from "@playwright/test";

export { expect, type Page };

/** A sign-in of the demo world. */
export interface SignIn {
  email: string;
  password: string;
  account_id?: string;
  zones?: string[];
}

export type Role = "customer" | "other_customer" | "agency" | "staff" | "lead" | "child_safety";

interface Demo {
  base_url: string;
  mailbox_url: string;
  sign_in: Record<Role, SignIn>;
}

interface World {
  /** Whether the browser runs scripts. */
  scripts: boolean;
  /** Opens a browser of somebody else's, signed in where a role is given. */
  visitor: (role?: Role) => Promise<Page>;
  /** Everything that a browser complained about; must stay empty. */
  troubles: string[];
}

/** Tests in which no page may ask for anything from elsewhere, break its own policy or write an error to the console. */
export const test = plain.extend<World>({
  scripts: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),
  troubles: async ({}, use) => {
    const troubles: string[] = [];
    await use(troubles);
    expect(troubles, "what the browser complained about").toEqual([]);
  },
  context: async ({ context, troubles }, use) => {
    watch(context, troubles);
    await use(context);
  },
  visitor: async ({ browser, troubles }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (role) => {
      const context = await browser.newContext();
      contexts.push(context);
      watch(context, troubles);
      const page = await context.newPage();
      if (role) await signIn(page, role);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** A refusal that a test asked for is no trouble, nor that axe may not look into the sandbox of a letter; everything else is. */
const EXPECTED = /^Failed to load resource: the server responded with a status of 4(04|09|10|13|22) |^Blocked script execution in '[^']*\/dev\/mailbox\//;

function watch(context: BrowserContext, troubles: string[]): void {
  const base = new URL(process.env.PORTAL_BASE_URL ?? "").origin;
  context.on("weberror", (error) => troubles.push(String(error.error())));
  context.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) troubles.push(`${message.location().url}: ${message.text()}`);
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== base) troubles.push(`asked for ${request.url()}`);
  });
}

/** What `serve --demo` wrote about its world. */
export function demo(): Demo {
  return JSON.parse(process.env.PORTAL_DEMO ?? "{}") as Demo;
}

/** Signs in as somebody of the demo world. */
export async function signIn(page: Page, role: Role): Promise<SignIn> {
  const who = demo().sign_in[role];
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  return who;
}

/** Opens the newest letter to somebody; waits for it, because letters leave from a job. */
export async function openLetter(page: Page, to: string, subject: string | RegExp): Promise<Locator> {
  const letter = page.getByRole("row").filter({ hasText: to }).getByRole("link", { name: subject });
  await expect(async () => {
    await page.goto("/dev/mailbox");
    await expect(letter.first()).toBeVisible({ timeout: 200 });
  }).toPass({ timeout: 20_000, intervals: [100, 250, 500] });
  await letter.first().click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  return page.locator("#text");
}

/** Unfolds what is folded, which works without scripts too. */
export async function unfold(page: Page, title: string | RegExp): Promise<Locator> {
  const fold = page.locator("details").filter({ has: page.locator("summary").filter({ hasText: title }) }).last();
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").first().click();
  return fold;
}

/** Fails when the page has no title or one heading, or axe finds anything on it. Axe needs scripts. */
export async function isAccessible(page: Page, scripts: boolean): Promise<void> {
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("main")).toContainText(/\w/);
  if (!scripts) return;
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(tags).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join("; ")}`);
  expect.soft(found, `axe on ${page.url()}`).toEqual([]);
}
