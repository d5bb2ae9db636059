import { look } from "./look.js";
import { AREAS, oneOfEach, walk } from "./places.js";
import { fresh, report, story } from "./report.js";
import { demo, expect, openLetter, test } from "./world.js";

test.setTimeout(180_000);

const zone = (): string => demo().sign_in.customer.zones?.[0] ?? "";

test("every page for everyone", async ({ page, scripts }) => {
  const told = story(fresh(zone()), "https://old-blog.elsewhere.example/about", "see the screenshot");
  const sent = await report(page, told);
  const from = ["/", "/report", sent.status, `${sent.status}/receipt`, "/sign-in", "/dev/mailbox"];
  const seen = await walk(page, AREAS.everyone, from, (kind) => look(page, scripts, kind === "/" ? "home" : kind));
  const track = ["", "/receipt", "/withdraw"].map((page) => `/track/{token}${page}`);
  const report_ = ["", "/phishing", "/malware", "/child-abuse", "/copyright", "/network", "/unsure"].map((page) => `/report${page}`);
  const others = ["/", "/track", "/authorities", "/sign-in", "/forgot", "/dev/mailbox", "/dev/mailbox/{id}"];
  expect(seen).toEqual(expect.arrayContaining([...track, ...report_, ...others]));
});

test("every page of a customer", async ({ visitor, scripts }) => {
  const page = await visitor("customer");
  const account = `/accounts/${demo().sign_in.customer.account_id}`;
  const seen = await walk(page, AREAS.customer, [account, "/you"], (kind) => look(page, scripts, `customer ${kind}`));
  const pages = ["", "/reports", "/reports/{reference}", "/zones", "/members", "/contacts"].map((page) => `/accounts/{id}${page}`);
  expect(seen).toEqual(expect.arrayContaining(["/you", ...pages]));

  const states = new Map<string, string>();
  for (const view of ["answer", "open", "limited", "closed"]) {
    await page.goto(`${account}/reports?view=${view}`);
    for (const [state, link] of await oneOfEach(page)) states.set(state, link);
  }
  expect([...states.keys()]).toEqual(expect.arrayContaining(["Needs your answer", "You are working on it", "We are reviewing"]));
  expect([...states.keys()].filter((state) => /^Closed/.test(state))).not.toEqual([]);
  for (const [state, link] of states) {
    await page.goto(link);
    await look(page, scripts, `customer report ${state}`);
  }
});

test("the pages of somebody with two accounts", async ({ visitor, scripts }) => {
  const page = await visitor("agency");
  await page.goto("/accounts");
  await expect(page.getByRole("navigation", { name: "Accounts" }).getByRole("link")).toHaveCount(2);
  await look(page, scripts, "accounts");
});

test("every page of staff", async ({ visitor, scripts }) => {
  const page = await visitor("lead");
  const seen = await walk(page, AREAS.staff, ["/staff", "/staff/search?q=example"], (kind) => look(page, scripts, `staff ${kind}`));
  const pages = ["", "?show=letters", "/letters/{id}"].map((page) => `/staff/cases/{number}${page}`);
  expect(seen).toEqual(expect.arrayContaining(["/staff", "/staff/search", "/staff/cases", "/staff/letters", "/staff/referrals", ...pages]));

  for (const view of ["due-soon", "overdue", "answered", "escalated", "returned", "mine"]) {
    expect((await page.goto(`/staff/cases?view=${view}`))?.status(), view).toBe(200);
    if (view === "mine") await look(page, scripts, "staff cases of mine");
  }

  for (const state of ["decided", "closed", "merged"]) {
    await page.goto(`/staff/cases?view=all&state=${state}`);
    await page.locator("tbody th a").first().click();
    await look(page, scripts, `staff case ${state}`);
  }
});

test("the pages of staff who are cleared for child safety", async ({ visitor, scripts }) => {
  const page = await visitor("child_safety");
  await page.goto("/staff");
  await look(page, scripts, "cleared staff");
  await page.getByRole("link", { name: /^Child safety/ }).click();
  await look(page, scripts, "cleared queue");
  await page.locator("tbody th a").first().click();
  await look(page, scripts, "cleared case");
});

test("what cannot be shown is a page too", async ({ page, visitor, scripts }) => {
  for (const path of ["/none", "/track/none", "/reset/none", "/invitation/none"]) {
    const answer = await page.goto(path);
    expect([404, 410], path).toContain(answer?.status());
    await look(page, scripts, `no ${path}`);
  }
  const customer = await visitor("customer");
  const answer = await customer.goto("/staff");
  expect([403, 404]).toContain(answer?.status());
  await look(customer, scripts, "no staff");
});

test("a letter reads well in any window", async ({ page, scripts }) => {
  const told = story(fresh(zone()));
  await report(page, told);
  await openLetter(page, told.email, /We have your report/);
  const source = await page.locator("iframe.letter").getAttribute("src");
  const letter = await (await page.request.get(source ?? "")).text();
  await page.goto("about:blank");
  await page.setContent(letter);
  await look(page, scripts, "letter");
});
