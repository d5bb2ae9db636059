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
      if (role) await enterAs(page, role);
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

const signedIn = new Map<Role, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** Signs in as somebody of the demo world once, and from then on comes with what that left. */
async function enterAs(page: Page, role: Role): Promise<void> {
  const cookies = signedIn.get(role);
  if (cookies) return page.context().addCookies(cookies);
  await signIn(page, demo().sign_in[role]);
  signedIn.set(role, await page.context().cookies());
}

/** Signs in as somebody. */
export async function signIn(page: Page, who: Pick<SignIn, "email" | "password">): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
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

/** The words of a letter, without the ends of its lines and the marks of a quotation. */
export async function wordsOf(letter: Locator): Promise<string> {
  return (await letter.innerText()).replace(/\n(> )?/g, " ").replace(/ +/g, " ");
}

/** Unfolds what is folded, which works without scripts too. */
export async function unfold(page: Page, title: string | RegExp): Promise<Locator> {
  const fold = page.locator("details").filter({ has: page.locator("summary").filter({ hasText: title }) }).last();
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").first().click();
  return fold;
}
