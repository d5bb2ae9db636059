import { randomUUID } from "node:crypto";
import { expect, type Page } from "./world.js";

/** What a reporter types about a page that pretends to be somebody else. */
export interface Story {
  addresses: string[];
  words: string;
  name: string;
  email: string;
  /** Whether the owner may know who reports. */
  named?: boolean;
}

/** Where a reporter's own page is, and what the report is called. */
export interface Sent {
  status: string;
  reference: string;
}

/** A story that no other test tells. */
export function story(...addresses: string[]): Story {
  const word = randomUUID().slice(0, 8);
  return {
    addresses,
    words: `It copies the sign-in page of my bank and asks for the card number. My note is ${word}.`,
    name: "Rosa Brandt",
    email: `rosa.${word}@reporter.example`,
  };
}

/** An address under a zone that no other test reports. */
export function fresh(zone: string): string {
  return `https://${zone}/verify/${randomUUID().slice(0, 8)}`;
}

/** Fills in the form for phishing, which the page shows. */
export async function fill(page: Page, story: Story): Promise<void> {
  await page.getByLabel("Addresses of the pages").fill(story.addresses.join("\n"));
  await page.getByLabel("What does the page do?").fill(story.words);
  await page.getByLabel("Your name", { exact: true }).fill(story.name);
  await page.getByLabel("Your email address").fill(story.email);
  const owner = page.getByRole("group", { name: "May the site’s owner know who you are?" });
  await owner.getByLabel(story.named ? /^Yes/ : /^No/).check();
}

/** Goes on to the page that shows everything before it is sent. */
export async function review(page: Page, story: Story): Promise<void> {
  await page.goto("/report/phishing");
  await fill(page, story);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your answers before you send them");
}

/** Sends what the page shows, and goes on from the receipt to the status page. */
export async function send(page: Page): Promise<Sent> {
  await page.getByLabel("To the best of my knowledge").check();
  await page.getByRole("button", { name: "Send the report" }).click();
  await expect(page).toHaveURL(/\/track\/[^/]+\/receipt$/);
  const reference = (await page.getByRole("main").innerText()).match(/NE-[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0];
  if (!reference) throw new Error("the receipt names no reference");
  const status = page.url().replace(/\/receipt$/, "");
  return { status, reference };
}

/** Reports phishing from the form to the receipt. */
export async function report(page: Page, story: Story): Promise<Sent> {
  await review(page, story);
  return send(page);
}
