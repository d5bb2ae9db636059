import { randomUUID } from "node:crypto";
import { look } from "./look.js";
import { demo, expect, openLetter, signIn, test } from "./world.js";

test("a wrong password is refused without saying what was wrong, and the address stays", async ({ page, scripts }) => {
  const { email } = demo().sign_in.customer;
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("not this one at all");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await look(page, scripts, "sign-in errors");
  await expect(page.getByLabel("Email address")).toHaveValue(email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
});

test("somebody is invited, joins, forgets the password and sets a new one", async ({ page, visitor, scripts }) => {
  const account = demo().sign_in.customer.account_id ?? "";
  const email = `kim.${randomUUID().slice(0, 8)}@alderfinch.example`;
  const [first, second] = [randomUUID(), randomUUID()];

  await test.step("an owner invites", async () => {
    const owner = await visitor("customer");
    await owner.goto(`/accounts/${account}/members`);
    await owner.getByLabel("Email address").fill("kim at alderfinch");
    await owner.getByRole("button", { name: "Send the invitation" }).click();
    await expect(owner.getByRole("alert")).toBeFocused();
    await look(owner, scripts, "customer members errors");
    await expect(owner.getByLabel("Email address")).toHaveValue("kim at alderfinch");
    await owner.getByLabel("Email address").fill(email);
    await owner.getByRole("group", { name: "What may they do?" }).getByLabel(/^Reader/).check();
    await owner.getByRole("button", { name: "Send the invitation" }).click();
    await expect(owner.getByRole("main")).toContainText("The invitation is on its way.");
    await expect(owner.getByRole("table", { name: "Open invitations" })).toContainText(email);
    await look(owner, scripts, "customer members invited");
  });

  await test.step("the letter leads to the account, once", async () => {
    const letter = await openLetter(page, email, /^Your invitation to/);
    await letter.getByRole("link", { name: /\/invitation\// }).click();
    const link = page.url();
    await page.getByLabel("Your name").fill("Kim Sato");
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByRole("alert")).toBeFocused();
    await look(page, scripts, "invitation errors");
    await expect(page.getByLabel("Your name")).toHaveValue("Kim Sato");
    await page.getByLabel("Choose a password").fill(first);
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByText("You have joined the account.")).toBeVisible();
    expect((await page.goto(link))?.status()).toBe(410);
  });

  await test.step("a reader cannot answer", async () => {
    await page.goto(`/accounts/${account}/reports`);
    await page.locator("tbody th a").first().click();
    await expect(page.getByRole("button", { name: "Send answer" })).toHaveCount(0);
    await look(page, scripts, "customer report of a reader");
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await expect(page.getByText("You are signed out.")).toBeVisible();
  });

  await test.step("a new password takes the place of the old one", async () => {
    await page.goto("/forgot");
    await page.getByLabel("Email address").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Look at your mail");
    await look(page, scripts, "forgot sent");
    const letter = await openLetter(page, email, "Choose a new password");
    await letter.getByRole("link", { name: /\/reset\// }).click();
    await page.getByLabel("New password").fill("short");
    await page.getByRole("button", { name: "Set the password" }).click();
    await expect(page.getByRole("alert")).toBeFocused();
    await look(page, scripts, "reset errors");
    await page.getByLabel("New password").fill(second);
    await page.getByRole("button", { name: "Set the password" }).click();
    await expect(page.getByText(/^Your new password is set/)).toBeVisible();
    await signIn(page, { email, password: second });
  });
});
