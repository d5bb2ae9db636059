import { AREAS, walk } from "./places.js";
import { fresh, report, review, story } from "./report.js";
import { demo, test, type Page, type Role } from "./world.js";

test.skip(!process.env.SHOTS, "pictures are taken when SHOTS=1");
test.setTimeout(300_000);

/** Takes pictures of the page that is shown: light, dark, and as on a phone. */
async function shoot(page: Page, kind: string): Promise<void> {
  const name = kind.replace(/[{}]/g, "").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
  const picture = (look: string) => page.screenshot({ path: `shots/${name}-${look}.png`, fullPage: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await picture("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("dark");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "light" });
  await picture("phone");
}

test("pages for everyone", async ({ page }) => {
  const told = story(fresh(demo().sign_in.customer.zones?.[0] ?? ""), "https://old-blog.elsewhere.example/about", "see the screenshot");
  await page.goto("/report/phishing");
  await page.getByRole("button", { name: "Continue" }).click();
  await shoot(page, "report-phishing-errors");
  await review(page, told);
  await shoot(page, "report-review");
  const sent = await report(page, told);
  const from = ["/report", sent.status, `${sent.status}/receipt`, "/sign-in", "/dev/mailbox"];
  await walk(page, AREAS.everyone, from, ({ kind }) => shoot(page, kind));
  await page.goto("/none");
  await shoot(page, "problem");
});

for (const [role, start] of [["customer", "/accounts"], ["lead", "/staff"], ["child_safety", "/staff"]] as [Role, string][]) {
  test(`pages of ${role}`, async ({ visitor }) => {
    const page = await visitor(role);
    const account = demo().sign_in[role].account_id;
    const from = account ? [start, `/accounts/${account}`] : [start];
    await walk(page, account ? AREAS.customer : AREAS.staff, from, ({ kind }) => shoot(page, `${role}-${kind}`));
  });
}
