import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "./world.js";

const WIDE = { width: 1280, height: 900 };
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Widths at which nothing may stand beyond the edge: a phone, and a window of 1280 magnified four times. */
const NARROW = [390, 320];

/** Looks at the page that is shown: wide and narrow, light and dark, with axe where scripts run. With SHOTS=1 it also takes pictures under the given name. */
export async function look(page: Page, scripts: boolean, name: string): Promise<void> {
  await page.setViewportSize(WIDE);
  await isWhole(page);
  if (scripts) await isAccessible(page, "light");
  await picture(page, name, "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, name, "dark");
  for (const width of NARROW) {
    await page.setViewportSize({ width, height: 844 });
    await fits(page, width);
    if (scripts && width === NARROW[0]) await isAccessible(page, "dark");
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: NARROW[0] ?? 390, height: 844 });
  await picture(page, name, "phone");
  await page.setViewportSize(WIDE);
}

/** Every page has a title, one heading and one main part with words in it. */
async function isWhole(page: Page): Promise<void> {
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("main")).toContainText(/\w/);
}

async function isAccessible(page: Page, scheme: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] }).withTags(TAGS).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join("; ")}`);
  expect.soft(found, `axe on ${page.url()}, ${scheme}`).toEqual([]);
}

async function fits(page: Page, at: number): Promise<void> {
  const { beyond, widest } = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    return { beyond: scrollWidth - clientWidth, widest: wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 80)) };
  });
  expect.soft(beyond, `${page.url()} scrolls sideways at ${at}: ${widest.join(" ")}`).toBeLessThanOrEqual(0);
}

async function picture(page: Page, name: string, look: "light" | "dark" | "phone"): Promise<void> {
  if (!process.env.SHOTS) return;
  const file = name.replace(/[{}]/g, "").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "");
  await page.screenshot({ path: `shots/${file}-${look}.png`, fullPage: true });
}
