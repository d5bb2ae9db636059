import { openCase, said, take } from "./desk.js";
import { fresh, report, story } from "./report.js";
import { demo, expect, openLetter, signIn, test } from "./world.js";

test("a report goes from the form over owner and staff to a decision that both sides see", async ({ page, visitor }) => {
  const owner = demo().sign_in.customer;
  const told = story(fresh(owner.zones?.[0] ?? ""));
  const team = `@${owner.email.split("@")[1]}`;
  const { reference, status } = await report(page, told);
  const site = await visitor();

  await test.step("the owner is told at once, without the reporter's name", async () => {
    const letter = await openLetter(site, team, new RegExp(reference));
    await expect(letter).toContainText(told.words);
    await expect(letter).not.toContainText(told.name);
    await expect(letter).not.toContainText(told.email);
    await letter.getByRole("link", { name: new RegExp(reference) }).first().click();
    await expect(site).toHaveURL(/\/sign-in/);
  });

  await test.step("the overview leads the owner to it, and the owner answers", async () => {
    await signIn(site, "customer");
    await site.goto(`/accounts/${owner.account_id}`);
    const link = site.getByRole("main").locator(`a[href$="/reports/${reference}"]`);
    if ((await link.count()) === 0) await site.getByRole("link", { name: "All reports" }).first().click();
    await link.first().click();
    await expect(site.getByRole("main")).toContainText(told.words);
    await expect(site.getByRole("main")).not.toContainText(told.email);
    await site.getByLabel("It is removed or fixed").check();
    await site.getByRole("button", { name: "Send answer" }).click();
    await said(site, "Your answer is sent to our analysts.");
  });

  const desk = await visitor("staff");
  await test.step("staff see it among those that are answered, take it and decide", async () => {
    await desk.goto("/staff/cases?view=answered");
    const number = await openCase(desk, reference);
    await take(desk);
    await desk.goto("/staff/cases?view=mine");
    await desk.locator(`a[href$="/staff/cases/${number}"]`).first().click();
    await desk.getByLabel("Limit access").check();
    await desk.getByLabel("How far").selectOption({ label: "The reported addresses" });
    await desk.getByLabel(/^Reason, for the owner/).fill("The page asks for card numbers in a bank's name.");
    await desk.getByRole("button", { name: "See what everybody is told" }).click();
    const parties = desk.locator(".party");
    await expect(parties).toHaveCount(2);
    for (const party of await parties.all()) await expect(party).toContainText("The page asks for card numbers");
    await desk.getByRole("button", { name: /^Decide and send/ }).click();
    await said(desk, "Decided. The letters are on their way.");
    await expect(desk.getByRole("main")).toContainText("Limited");
  });

  await test.step("both sides hear of it, on their pages and by letter", async () => {
    await page.goto(status);
    await expect(page.getByRole("main")).toContainText("The page asks for card numbers");
    await site.goto(`/accounts/${owner.account_id}/reports/${reference}`);
    await expect(site.getByRole("main")).toContainText("The page asks for card numbers");
    for (const to of [told.email, team]) {
      const letter = await openLetter(page, to, new RegExp(`(?<!We have your report): ${reference}`));
      await expect(letter).toContainText("The page asks for card numbers");
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
