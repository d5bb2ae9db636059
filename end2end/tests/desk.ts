import { expect, unfold, type Page } from "./world.js";

/** Opens the case of a report; the search leads to it at once, because a reference means one case. */
export async function openCase(page: Page, reference: string): Promise<number> {
  await page.goto(`/staff/search?q=${reference}`);
  await expect(page).toHaveURL(/\/staff\/cases\/\d+/);
  return numberOf(page);
}

/** The number of the case that is shown. */
export function numberOf(page: Page): number {
  return Number(new URL(page.url()).pathname.split("/").pop());
}

export async function take(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Take the case" }).click();
  await said(page, "You have the case.");
}

/** Fails unless the page says that something was done. */
export async function said(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("main")).toContainText(words);
}

/** Passes the case that is shown to another tier. */
export async function passOn(page: Page, tier: string, why: string): Promise<void> {
  const form = await unfold(page, "Pass to another tier");
  await form.getByLabel("To", { exact: true }).selectOption({ label: tier });
  await form.getByLabel("Why").fill(why);
  await form.getByRole("button", { name: "Pass to this tier" }).click();
}
