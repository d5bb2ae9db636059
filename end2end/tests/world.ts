import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** A sign-in of the demo world. */
export interface SignIn {
  email: string;
  password: string;
  account_id?: string;
  zones?: string[];
}

type Role = "customer" | "other_customer" | "agency" | "staff" | "lead" | "child_safety";

interface Demo {
  base_url: string;
  mailbox_url: string;
  sign_in: Record<Role, SignIn>;
}

/** What `serve --demo` wrote about its world. */
export function demo(): Demo {
  return JSON.parse(process.env.PORTAL_DEMO ?? "{}") as Demo;
}

/** Signs in as somebody of the demo world. */
export async function signIn(page: Page, role: Role): Promise<SignIn> {
  const who = demo().sign_in[role];
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  return who;
}

/** Fails when axe finds anything on the page. With scripts off axe cannot run; then the page's landmarks are looked at. */
export async function isAccessible(page: Page, scripts: boolean): Promise<void> {
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.getByRole("main")).toHaveCount(1);
  if (!scripts) return;
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  const found = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join("; ")}`);
  expect(found, await page.title()).toEqual([]);
}
