import { look } from "./look.js";
import { fresh, report, story } from "./report.js";
import { demo, expect, openLetter, test, wordsOf } from "./world.js";

const owner = () => demo().sign_in.customer;
const pageOf = (reference: string): string => `/accounts/${owner().account_id}/reports/${reference}`;

test("an answer that lacks its reason is refused, and what was typed stays", async ({ page, visitor, scripts }) => {
  const { reference } = await report(page, story(fresh(owner().zones?.[0] ?? "")));
  const site = await visitor("customer");
  await site.goto(pageOf(reference));
  await site.getByRole("button", { name: "Send answer" }).click();
  await expect(site.getByRole("alert")).toBeFocused();
  await site.getByLabel("It is removed or fixed").check();
  await site.getByLabel("What did you do?").fill("Deleted the files.");
  await site.getByLabel("This is a mistake").check();
  await site.getByRole("button", { name: "Send answer" }).click();
  await expect(site).toHaveTitle(/^Error: /);
  await look(site, scripts, "customer report errors");
  await site.getByRole("alert").getByRole("link").click();
  await expect(site.getByLabel("Why is it a mistake?")).toBeFocused();
  await expect(site.getByLabel("This is a mistake")).toBeChecked();
  await site.getByLabel("It is removed or fixed").check();
  await expect(site.getByLabel("What did you do?")).toHaveValue("Deleted the files.");
});

test("an owner asks, the reporter answers, and neither learns who the other is", async ({ page, visitor, scripts }) => {
  const told = story(fresh(owner().zones?.[0] ?? ""));
  const { reference, status } = await report(page, told);
  const site = await visitor("customer");

  await test.step("the clock stands still while the reporter is asked", async () => {
    await site.goto(pageOf(reference));
    await site.getByLabel("We need more detail").check();
    await site.getByLabel("What do you need to know?").fill("Which browser shows the page?");
    await site.getByRole("button", { name: "Send answer" }).click();
    await expect(site.getByRole("main")).toContainText("Waiting for the reporter");
    await look(site, scripts, "customer report asked");
  });

  await test.step("the letter leads to the question, which names nobody", async () => {
    const letter = await openLetter(page, told.email, new RegExp(`(?<!We have your report): ${reference}`));
    const words = await wordsOf(letter);
    expect(words).toContain("Which browser shows the page?");
    expect(words).not.toContain(owner().email);
    await letter.getByRole("link", { name: /\/track\// }).first().click();
    await expect(page).toHaveURL(new RegExp(`^${status}`));
    await look(page, scripts, "track question");
  });

  await test.step("the answer reaches the owner without a name", async () => {
    await page.getByRole("button", { name: "Send answer" }).click();
    await expect(page.getByRole("alert")).toBeFocused();
    await page.getByLabel(/^Your answer about/).fill("Every one that I tried.");
    await page.getByRole("button", { name: "Send answer" }).click();
    await expect(page.getByRole("main")).toContainText("Every one that I tried.");
    await site.goto(pageOf(reference));
    await expect(site.getByRole("main")).toContainText("Every one that I tried.");
    await expect(site.getByRole("main")).toContainText("Needs your answer");
    await expect(site.getByRole("main")).not.toContainText(told.name);
  });
});

test("an answer that crosses with another is shown what changed and sent again", async ({ page, visitor, scripts }) => {
  const { reference } = await report(page, story(fresh(owner().zones?.[0] ?? "")));
  const site = await visitor("customer");
  await site.goto(pageOf(reference));
  const other = await site.context().newPage();
  await other.goto(pageOf(reference));
  await other.getByLabel("It is removed or fixed").check();
  await other.getByRole("button", { name: "Send answer" }).click();
  await expect(other.getByRole("main")).toContainText("Your answer is sent to our analysts.");

  await site.getByLabel("This is a mistake").check();
  await site.getByLabel("Why is it a mistake?").fill("It is our own shop.");
  const answer = site.waitForResponse((response) => response.request().method() === "POST");
  await site.getByRole("button", { name: "Send answer" }).click();
  expect((await answer).status()).toBe(409);
  await expect(site.getByRole("main")).toContainText("This report changed while you were writing");
  await look(site, scripts, "customer report stale");
  await expect(site.getByLabel("Why is it a mistake?")).toHaveValue("It is our own shop.");
  await site.getByRole("button", { name: "Send answer" }).click();
  await expect(site.getByRole("main")).toContainText("Your answer is sent to our analysts.");
});
