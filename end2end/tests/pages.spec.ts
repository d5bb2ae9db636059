import { AREAS, walk } from "./places.js";
import { fresh, report, story } from "./report.js";
import { demo, expect, isAccessible, test, type Page } from "./world.js";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** Looks at the page that is shown, in both widths and both colour schemes. */
async function inspect(page: Page, scripts: boolean): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(WIDE);
  await isAccessible(page, scripts);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize(NARROW);
  await fits(page);
  await isAccessible(page, scripts);
}

async function fits(page: Page): Promise<void> {
  const { width, widest } = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const beyond = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 1);
    return { width: document.documentElement.scrollWidth - width, widest: beyond.slice(0, 3).map((element) => element.outerHTML.slice(0, 80)) };
  });
  expect.soft(width, `${page.url()} scrolls sideways at 390: ${widest.join(" ")}`).toBeLessThanOrEqual(0);
}

test.setTimeout(150_000);

test("every page for everyone", async ({ page, scripts }) => {
  const sent = await report(page, story(fresh(demo().sign_in.customer.zones?.[0] ?? "")));
  const from = ["/report", "/report/child-abuse", "/report/copyright", sent.status, `${sent.status}/receipt`, "/sign-in", "/forgot", "/dev/mailbox"];
  const seen = await walk(page, AREAS.everyone, from, () => inspect(page, scripts));
  expect(seen).toEqual(expect.arrayContaining(["/", "/report", "/report/{category}", "/track", "/track/{token}", "/authorities", "/dev/mailbox/{id}"]));
});

test("every page of a customer", async ({ visitor, scripts }) => {
  const page = await visitor("customer");
  const account = `/accounts/${demo().sign_in.customer.account_id}`;
  const seen = await walk(page, AREAS.customer, ["/accounts", account, "/you"], () => inspect(page, scripts));
  const pages = ["", "/reports", "/reports/{reference}", "/zones", "/members"].map((page) => `/accounts/{id}${page}`);
  expect(seen).toEqual(expect.arrayContaining(["/accounts", "/you", ...pages]));
});

test("every page of staff", async ({ visitor, scripts }) => {
  const page = await visitor("lead");
  const seen = await walk(page, AREAS.staff, ["/staff", "/staff/search?q=example"], () => inspect(page, scripts));
  const pages = ["", "?show", "/letters/{id}"].map((page) => `/staff/cases/{number}${page}`);
  expect(seen).toEqual(expect.arrayContaining(["/staff", "/staff/cases?view", "/staff/letters", "/staff/referrals", ...pages]));
});

test("what cannot be shown is a page too", async ({ page, visitor, scripts }) => {
  for (const path of ["/none", "/track/none", "/reset/none", "/invitation/none"]) {
    const answer = await page.goto(path);
    expect([404, 410], path).toContain(answer?.status());
    await inspect(page, scripts);
  }
  const customer = await visitor("customer");
  const answer = await customer.goto("/staff");
  expect([403, 404]).toContain(answer?.status());
  await inspect(customer, scripts);
});
