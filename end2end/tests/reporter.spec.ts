import { look } from "./look.js";
import { fill, fresh, report, review, send, story } from "./report.js";
import { demo, expect, openLetter, test } from "./world.js";

const zone = (): string => demo().sign_in.customer.zones?.[0] ?? "";
const elsewhere = "https://old-blog.elsewhere.example/about";

test("a reporter goes from the choice to the status page and withdraws", async ({ page, scripts }) => {
  const told = story(fresh(zone()), elsewhere);
  await page.goto("/report");
  await page.getByRole("link", { name: /^It pretends to be someone else/ }).click();
  await fill(page, { ...told, addresses: ["see the screenshot"] });
  await page.getByLabel("Your email address").fill("rosa at reporter");
  await page.getByLabel("What does the page do?").fill("");
  await page.getByRole("button", { name: "Continue" }).click();

  await test.step("an error leads to its field and nothing is lost", async () => {
    await expect(page).toHaveTitle(/^Error: /);
    const summary = page.getByRole("alert");
    await expect(summary).toBeFocused();
    await expect(summary.getByRole("link")).toHaveCount(3);
    await look(page, scripts, "report errors");
    await summary.getByRole("link", { name: /What does the page do/ }).click();
    await expect(page.getByLabel("What does the page do?")).toBeFocused();
    await expect(page.getByLabel("What does the page do?")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Your name", { exact: true })).toHaveValue(told.name);
    await expect(page.getByLabel("Your email address")).toHaveValue("rosa at reporter");
    await expect(page.getByLabel("Addresses of the pages")).toHaveValue("see the screenshot");
  });

  await fill(page, told);
  await page.getByRole("button", { name: "Continue" }).click();

  await test.step("the page before sending shows what each party will see", async () => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your answers before you send them");
    const parties = page.locator("section").filter({ has: page.getByRole("heading", { name: "What each party will see" }) });
    const owner = parties.locator(".party").filter({ hasText: "The site’s owner" });
    await expect(owner).toContainText("does not name you");
    const letter = parties.getByRole("region", { name: "The letter to the site’s owner" });
    await expect(letter).toContainText(told.words);
    await expect(letter).toContainText("The reporter is not named");
    for (const seen of [owner, letter]) {
      await expect(seen).not.toContainText(told.name);
      await expect(seen).not.toContainText(told.email);
    }
    await expect(parties.locator(".party").first()).toContainText(told.email);
    await expect(page.getByRole("main")).toContainText("Not on our network");
    await look(page, scripts, "report review");
  });

  await test.step("going back keeps every answer", async () => {
    await page.getByRole("button", { name: "Back" }).click();
    await expect(page.getByLabel("What does the page do?")).toHaveValue(told.words);
    await page.getByRole("button", { name: "Continue" }).click();
  });

  await test.step("it is not sent before the statement is made", async () => {
    await page.getByRole("button", { name: "Send the report" }).click();
    await expect(page.getByRole("alert")).toBeFocused();
    await expect(page).not.toHaveURL(/receipt/);
  });

  const sent = await send(page);
  await look(page, scripts, "receipt");

  await test.step("the letter leads to the status page", async () => {
    const letter = await openLetter(page, told.email, new RegExp(`We have your report: ${sent.reference}`));
    await letter.getByRole("link", { name: /\/track\// }).first().click();
    await expect(page).toHaveURL(sent.status);
    await expect(page.getByRole("main")).toContainText("Not ours");
    await look(page, scripts, "track");
  });
});

test("the status page takes what the reporter learns later, and a withdrawal", async ({ page, scripts }) => {
  const told = story(fresh(zone()));
  const { status, reference } = await report(page, told);
  await page.getByRole("link", { name: "Follow your report" }).click();
  await expect(page).toHaveURL(status);
  const main = page.getByRole("main");

  await page.getByLabel("Tell us more").fill("The page moved and is back under a new name.");
  await page.getByRole("button", { name: "Send to our staff" }).click();
  await expect(page).toHaveURL(new RegExp(`^${status}`));
  await expect(main).toContainText("The page moved and is back under a new name.");

  await page.getByLabel("More addresses of the same kind").fill("see the screenshot");
  await page.getByRole("button", { name: "Add them to this report" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await page.getByLabel("More addresses of the same kind").fill(`${fresh(zone())}-moved`);
  await page.getByRole("button", { name: "Add them to this report" }).click();
  await expect(main.getByRole("row").filter({ hasText: "-moved" })).toHaveCount(1);

  await page.getByRole("link", { name: "Withdraw the report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Withdraw report ${reference}?`);
  await look(page, scripts, "track withdraw");
  await page.getByLabel("Why?").fill("I was mistaken.");
  await page.getByRole("button", { name: "Withdraw the report" }).click();
  await expect(main).toContainText("Withdrawn");
  await expect(page.getByRole("link", { name: "Withdraw the report" })).toHaveCount(0);
});

test("a new link takes the place of the old one", async ({ page }) => {
  const told = story(fresh(zone()));
  const { status, reference } = await report(page, told);
  await page.goto(status);
  await page.getByRole("button", { name: "Make a new link" }).click();
  await expect(page.getByRole("main")).toContainText("Here is your new link");
  const letter = await openLetter(page, told.email, `Your new link: ${reference}`);
  await letter.getByRole("link", { name: /\/track\// }).first().click();
  await expect(page.getByRole("main")).toContainText(reference);
  expect(page.url()).not.toBe(status);
  expect((await page.goto(status))?.ok()).toBe(false);
});

test("asking for a lost link tells nobody whether there is one", async ({ page }) => {
  const told = story(fresh(zone()));
  const { reference } = await report(page, told);
  const answers: string[] = [];
  for (const email of [told.email, "somebody@else.example"]) {
    await page.goto("/track");
    await page.getByLabel("Reference").fill(reference);
    await page.getByLabel("The email address you gave").fill(email);
    await page.getByRole("button", { name: "Send me a link" }).click();
    await expect(page.getByRole("main")).toContainText("If they belong together, a link is on its way");
    answers.push(await page.getByRole("main").innerText());
  }
  expect(answers[0]).toBe(answers[1]);
});

test("sexual abuse of children is reported without a name, without a file and without telling the owner", async ({ page, baseURL }) => {
  await page.goto("/report");
  await page.getByRole("link", { name: /^It shows sexual abuse of children/ }).click();
  await expect(page.locator('input[type="file"]')).toHaveCount(0);
  const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(fresh(zone())) };
  const forced = await page.request.post(page.url(), { multipart: { step: "check", list: file }, headers: { origin: baseURL ?? "" } });
  expect(forced.status()).toBe(400);
  await page.getByLabel("Addresses of the pages").fill(fresh(zone()));
  await page.locator("#justification").fill("A listing that no child should be in.");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.locator('input[type="file"]')).toHaveCount(0);
  const owner = page.locator(".party").filter({ hasText: "The site’s owner" });
  await expect(owner).toContainText("The owner learns nothing of this report from us.");
  await expect(page.locator(".party").filter({ hasText: "NCMEC" })).toHaveCount(1);
  const sent = await send(page);
  await expect(page.getByRole("main")).toContainText("nobody can send you this link again");
  await page.goto(sent.status);
  await expect(page.locator('input[type="file"]')).toHaveCount(0);
});

test("a list of forty lines gets an outcome for each, and each owner hears of theirs alone", async ({ page, visitor, scripts }) => {
  const other = demo().sign_in.other_customer;
  const share = scripts ? 24 : 23; // The letters of two runs are told apart by their numbers.
  const ours = Array.from({ length: share }, () => fresh(zone()));
  const theirs = Array.from({ length: 30 - share }, () => fresh(other.zones?.[0] ?? "").replace("https:", "hxxps:").replace(/\.(?=[^.]*\/verify)/, "[.]"));
  const others = Array.from({ length: 6 }, (_, at) => `https://shop${at}.elsewhere.example/`);
  const told = story(...ours, ...theirs, ...ours.slice(0, 2), ...others, "see the screenshot", "no address either");
  await page.goto("/report/phishing");
  await fill(page, told);
  await page.getByRole("button", { name: "Continue" }).click();
  const lines = page.locator("ol.numbered > li");
  await expect(lines).toHaveCount(40);
  await page.getByText("30 more lines").click();
  await expect(lines.nth(39)).toBeVisible();
  await look(page, scripts, "report review of forty");
  const outcomes = await lines.locator(".badge").allTextContents();
  const count = (word: string): number => outcomes.filter((outcome) => outcome === word).length;
  expect(["Ours", "Repeated", "Not ours", "Not an address"].map(count)).toEqual([30, 2, 6, 2]);

  const { status } = await send(page);
  await expect(page.getByRole("main")).toContainText("30 addresses are on our network");
  await expect(page.getByRole("main")).toContainText("6 addresses are not on our network");
  await page.goto(status);
  await look(page, scripts, "track forty");
  const list = await page.request.get(`${status}/list.csv`);
  expect(list.headers()["content-type"]).toContain("text/csv");
  expect((await list.text()).trim().split(/\r?\n/)).toHaveLength(41);

  const owners = [{ role: "customer", addresses: share, foreign: other.zones?.[0] }, { role: "other_customer", addresses: 30 - share, foreign: zone() }] as const;
  for (const { role, addresses, foreign } of owners) {
    const site = await visitor(role);
    const letter = await openLetter(page, `@${demo().sign_in[role].email.split("@")[1]}`, new RegExp(`: ${addresses} pages on`));
    await site.goto((await letter.getByRole("link", { name: /NE-/ }).first().getAttribute("href")) ?? "");
    await expect(site.getByRole("main")).toContainText(`${addresses} addresses`);
    await expect(site.getByRole("main")).toContainText(told.words);
    await expect(site.getByRole("main")).not.toContainText(foreign?.split(".")[0] ?? "");
  }
});

test("a report that is sent twice is there once", async ({ page, baseURL }) => {
  const told = story(fresh(zone()));
  await review(page, told);
  await page.getByLabel("To the best of my knowledge").check();
  const fields = await page.getByRole("main").locator("form").evaluate((form: HTMLFormElement) => [...new FormData(form)] as [string, string][]);
  const form = { ...Object.fromEntries(fields), step: "send" };
  const post = () => page.request.post(page.url(), { form, headers: { origin: baseURL ?? "" }, maxRedirects: 0 });
  const [one, two] = await Promise.all([post(), post()]);
  expect(one.status()).toBe(303);
  expect(two.headers().location).toBe(one.headers().location);
  const { reference } = await send(page);
  await expect(page).toHaveURL(new RegExp(`${one.headers().location}$`));
  await openLetter(page, told.email, new RegExp(reference));
  await page.goto("/dev/mailbox");
  await expect(page.getByRole("row").filter({ hasText: told.email })).toHaveCount(1);
});

test("a list that is far too long is refused in words and kept", async ({ page }) => {
  const told = story(fresh(zone()));
  const list = Array.from({ length: 10_000 }, (_, at) => `https://${zone()}/${at}`).join("\n");
  const box = page.getByLabel("Addresses of the pages");
  await page.goto("/report/phishing");
  await fill(page, told);
  await box.evaluate((box: HTMLTextAreaElement, list) => (box.value = list), list);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("10000 lines");
  expect((await box.inputValue()) === list, "the list is still there").toBe(true);
  await expect(page.getByLabel("What does the page do?")).toHaveValue(told.words);
});
