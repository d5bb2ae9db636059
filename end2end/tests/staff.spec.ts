import { numberOf, openCase, passOn, said, take } from "./desk.js";
import { look } from "./look.js";
import { fresh, report, send, story, type Sent, type Story } from "./report.js";
import { demo, expect, openLetter, test, unfold, type Page } from "./world.js";

/** Reports something new, as a reporter whom nobody knows. */
async function reported(page: Page): Promise<Sent & { told: Story }> {
  const told = story(fresh(demo().sign_in.customer.zones?.[0] ?? ""));
  return { ...(await report(page, told)), told };
}

test("staff take a case, leave a note, write to both sides and pass it on", async ({ page, visitor, scripts }) => {
  const { reference, status, told } = await reported(page);
  const desk = await visitor("staff");
  await openCase(desk, reference);
  await take(desk);

  await test.step("a note is for staff alone", async () => {
    await desk.getByLabel("Note", { exact: true }).fill("Seen before at the same host.");
    await desk.getByRole("button", { name: "Save the note" }).click();
    await said(desk, "The note is saved.");
    await expect(desk.getByRole("list").filter({ hasText: "Seen before at the same host." }).first()).toBeVisible();
  });

  await test.step("a message reaches the reporter and nobody else", async () => {
    const form = await unfold(desk, "Write to the reporter");
    await form.getByLabel("Message").fill("We are looking into it.");
    await form.getByRole("button", { name: "Send to the reporter" }).click();
    await said(desk, "The message is on its way.");
    await page.goto(status);
    await expect(page.getByRole("main")).toContainText("We are looking into it.");
    await expect(page.getByRole("main")).not.toContainText("Seen before at the same host.");
    const letter = await openLetter(page, told.email, new RegExp(`: ${reference}$`));
    await expect(letter).not.toContainText("Seen before");
  });

  await test.step("a question stops the clock until the reporter answers", async () => {
    const form = await unfold(desk, "Ask the reporter");
    await form.getByLabel("Question").fill("Which browser did you use?");
    await form.getByRole("button", { name: "Send the question" }).click();
    await said(desk, "The clocks stand still");
    await expect(desk.getByRole("main")).toContainText("Waiting for the reporter");
    await look(desk, scripts, "staff case asked");
    await page.goto(status);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have a question for you");
  });

  await test.step("another tier gets it, with the reason", async () => {
    await passOn(desk, "Senior analysts", "Looks like the same people as last week.");
    await said(desk, "The case is passed on, and the tier is told.");
    await expect(desk.getByRole("main")).toContainText("Looks like the same people as last week.");
    await expect(desk.getByRole("main")).toContainText("This case lies with");
  });
});

test("two cases are joined and one report is split off again", async ({ page, visitor, scripts }) => {
  const first = await reported(page);
  const second = await reported(page);
  const desk = await visitor("staff");
  const older = await openCase(desk, first.reference);
  const newer = await openCase(desk, second.reference);
  expect(newer).not.toBe(older);

  const join = await unfold(desk, "Join with another case");
  await join.getByLabel("Number of the other case").fill(String(older));
  await join.getByRole("button", { name: "Join them" }).click();
  await said(desk, "The reports are in this case now.");
  expect(numberOf(desk)).toBe(older);
  const linked = desk.locator("section.card").filter({ has: desk.getByRole("heading", { name: "Linked reports" }) });
  await expect(linked).toContainText(first.reference);
  await expect(linked).toContainText(second.reference);
  await look(desk, scripts, "staff case joined");

  const split = await unfold(desk, "Split reports off");
  await split.getByLabel(new RegExp(`^${second.reference}`)).check();
  await split.getByRole("button", { name: "Split them off" }).click();
  await said(desk, "The reports are in this new case.");
  expect([older, newer]).not.toContain(numberOf(desk));
  await expect(linked).toContainText(second.reference);
  await expect(linked).not.toContainText(first.reference);
});

test("a page that is behind says what happened meanwhile and keeps what was typed", async ({ page, visitor, scripts }) => {
  const { reference } = await reported(page);
  const desk = await visitor("staff");
  const number = await openCase(desk, reference);
  await take(desk);
  const other = await desk.context().newPage();
  await other.goto(`/staff/cases/${number}`);
  await passOn(other, "Senior analysts", "This needs a second pair of eyes.");
  await said(other, "The case is passed on");

  const classify = await unfold(desk, "Category and priority");
  await classify.getByLabel("Priority").selectOption({ index: 0 });
  const answer = desk.waitForResponse((response) => response.request().method() === "POST");
  await classify.getByRole("button", { name: "Set category and priority" }).click();
  expect((await answer).status()).toBe(409);
  await expect(desk.getByRole("heading", { level: 1 })).toHaveText(`Case ${number} has changed since you opened it`);
  await expect(desk.getByRole("main")).toContainText("This needs a second pair of eyes.");
  await look(desk, scripts, "staff case stale");
  await desk.getByRole("button", { name: "Set category and priority" }).click();
  await said(desk, "Category and priority are set.");
});

test("a decision that lacks its reason is refused, and what was chosen stays", async ({ page, visitor, scripts }) => {
  const { reference } = await reported(page);
  const desk = await visitor("staff");
  await openCase(desk, reference);
  await take(desk);
  await desk.getByLabel("Limit access").check();
  await desk.getByLabel("How far").selectOption({ label: "The reported addresses" });
  await desk.getByRole("button", { name: "See what everybody is told" }).click();
  await expect(desk).toHaveTitle(/^Error: /);
  await expect(desk.getByRole("alert")).toBeFocused();
  await look(desk, scripts, "staff case errors");
  await expect(desk.getByLabel("Limit access")).toBeChecked();
  await desk.getByLabel(/^Reason, for the owner/).fill("It is what it was reported as.");
  await desk.getByRole("button", { name: "See what everybody is told" }).click();
  await desk.getByRole("button", { name: /^Change/ }).click();
  await expect(desk.getByLabel("Limit access")).toBeChecked();
  await expect(desk.getByLabel(/^Reason, for the owner/)).toHaveValue("It is what it was reported as.");
});

test("child safety is seen by cleared staff alone", async ({ page, visitor }) => {
  const { customer, child_safety: cleared } = demo().sign_in;
  await page.goto("/report/child-abuse");
  await page.getByLabel("Addresses of the pages").fill(fresh(customer.zones?.[0] ?? ""));
  await page.locator("#justification").fill("A listing that no child should be in.");
  await page.getByRole("button", { name: "Continue" }).click();
  const { reference } = await send(page);

  const safe = await visitor("child_safety");
  const number = await openCase(safe, reference);
  await expect(safe.getByRole("main")).toContainText("Restricted");
  await safe.goto("/staff");
  await expect(safe.getByRole("link", { name: /^Child safety/ })).toBeVisible();

  for (const role of ["staff", "lead"] as const) {
    const desk = await visitor(role);
    await desk.goto(`/staff/search?q=${reference}`);
    await expect(desk.getByRole("main")).toContainText("Nothing was found");
    expect((await desk.goto(`/staff/cases/${number}`))?.status()).toBe(404);
    for (const list of ["/staff", "/staff/cases?view=all", "/staff/cases?view=new", "/staff/referrals", "/staff/letters"]) {
      await desk.goto(list);
      await expect(desk.locator(`a[href*="/staff/cases/${number}"]`), list).toHaveCount(0);
      await expect(desk.getByRole("link", { name: /^Child safety/ }), list).toHaveCount(0);
    }
  }

  const site = await visitor("customer");
  expect((await site.goto(`/accounts/${customer.account_id}/reports/${reference}`))?.status()).toBe(404);
  await page.goto("/dev/mailbox");
  const letters = page.locator("tbody tr").filter({ hasText: new RegExp(`${reference}|[Cc]ase ${number}\\b`) });
  await expect(letters.filter({ hasNotText: cleared.email })).toHaveCount(0);
});
