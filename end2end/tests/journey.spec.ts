import { openCase, said, take } from "./desk.js";
import { look } from "./look.js";
import { fresh, report, story } from "./report.js";
import { demo, expect, openLetter, signIn, test, wordsOf } from "./world.js";

const REASON = "The page asks for card numbers in a bank's name.";

test("a report goes from the form over owner and staff to a decision that both sides see", async ({ page, visitor, scripts }) => {
  const owner = demo().sign_in.customer;
  const told = story(fresh(owner.zones?.[0] ?? ""));
  const team = `@${owner.email.split("@")[1]}`;
  const { reference, status } = await report(page, told);
  const site = await visitor();

  await test.step("the owner is told at once, without the reporter's name", async () => {
    const letter = await openLetter(site, team, new RegExp(reference));
    const words = await wordsOf(letter);
    expect(words).toContain(told.words);
    expect(words).not.toContain(told.name);
    expect(words).not.toContain(told.email);
    await look(site, scripts, "letter to the owner");
    await letter.getByRole("link", { name: new RegExp(reference) }).first().click();
    await expect(site).toHaveURL(/\/sign-in/);
  });

  await test.step("the overview leads the owner to it, and the owner answers", async () => {
    await signIn(site, owner);
    await site.goto(`/accounts/${owner.account_id}`);
    await site.getByRole("main").getByRole("link", { name: "All reports" }).click();
    await site.getByRole("main").locator(`a[href$="/reports/${reference}"]`).click();
    await expect(site.getByRole("main")).toContainText(told.words);
    await expect(site.getByRole("main")).not.toContainText(told.email);
    await site.getByLabel("It is removed or fixed").check();
    await site.getByRole("button", { name: "Send answer" }).click();
    await said(site, "Your answer is sent to our analysts.");
    await look(site, scripts, "customer report answered");
  });

  const desk = await visitor("staff");
  await test.step("staff see it among those that are answered, take it and decide", async () => {
    await desk.goto("/staff/cases?view=answered");
    const number = await openCase(desk, reference);
    await take(desk);
    await desk.goto("/staff/cases?view=mine");
    await desk.locator(`a[href$="/staff/cases/${number}"]`).first().click();
    await look(desk, scripts, "staff case taken");
    await desk.getByLabel("Limit access").check();
    await desk.getByLabel("How far").selectOption({ label: "The reported addresses" });
    await desk.getByLabel(/^Reason, for the owner/).fill(REASON);
    await desk.getByRole("button", { name: "See what everybody is told" }).click();
    const parties = desk.locator(".party");
    await expect(parties).toHaveCount(2);
    for (const party of await parties.all()) await expect(party).toContainText(REASON);
    await look(desk, scripts, "staff decision");
    await desk.getByRole("button", { name: /^Decide and send/ }).click();
    await said(desk, "Decided. The letters are on their way.");
    await expect(desk.getByRole("main")).toContainText("Limited");
    await look(desk, scripts, "staff case limited");
  });

  await test.step("both sides hear of it, on their pages and by letter", async () => {
    await page.goto(status);
    await expect(page.getByRole("main")).toContainText(REASON);
    await site.goto(`/accounts/${owner.account_id}/reports/${reference}`);
    await expect(site.getByRole("main")).toContainText(REASON);
    await look(page, scripts, "track limited");
    await look(site, scripts, "customer report limited");
    for (const to of [told.email, team]) {
      const letter = await openLetter(page, to, new RegExp(`(?<!We have your report): ${reference}`));
      expect(await wordsOf(letter)).toContain(REASON);
    }
  });

  await test.step("nobody else sees it", async () => {
    const other = await visitor("other_customer");
    const theirs = demo().sign_in.other_customer.account_id;
    for (const account of [owner.account_id, theirs]) {
      expect((await other.goto(`/accounts/${account}/reports/${reference}`))?.status()).toBe(404);
    }
    expect((await other.goto(`/accounts/${owner.account_id}`))?.status()).toBe(404);
  });
});
