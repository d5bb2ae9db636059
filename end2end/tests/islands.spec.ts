import { look } from "./look.js";
import { demo, expect, test } from "./world.js";

test("the address box says line by line what it understood", async ({ page, scripts }) => {
  const zone = demo().sign_in.customer.zones?.[0] ?? "";
  await page.goto("/report/phishing");
  test.skip((await page.locator('link[rel="modulepreload"]').count()) === 0, "the portal was built without islands");
  const box = page.locator(".address-box");
  const understood = box.locator(".understood");
  await expect(page.locator("leptos-island")).toHaveCount(1);
  const asked = page.waitForRequest((request) => new URL(request.url()).pathname === "/api/hosts");
  await page.getByLabel("Addresses of the pages").fill(`hxxps://${zone.replace(".", "[.]")}/a?b=1\nold-blog.elsewhere.example/about`);
  await expect(understood.getByRole("listitem")).toHaveCount(2);
  expect((await asked).postDataJSON()).toEqual({ hosts: [zone, "old-blog.elsewhere.example"] });

  await test.step("each line has its outcome", async () => {
    const lines = understood.getByRole("listitem");
    await expect(lines.nth(0)).toContainText("Ours");
    await expect(lines.nth(0)).toContainText(zone.replace(/\.(?=[^.]*$)/, "[.]"));
    await expect(lines.nth(1)).toContainText("Not ours");
    await page.getByLabel("Addresses of the pages").pressSequentially("\nsee the screenshot");
    await expect(lines.nth(2)).toContainText("Not an address");
    await expect(understood.getByRole("heading")).toHaveText("What we understood: 1 carried by us, 1 elsewhere, 1 not an address");
    await expect(box.getByRole("status")).toHaveText(/^What we understood/);
    await look(page, scripts, "report phishing with island");
  });

  await test.step("what was typed is still there when the page is shown again", async () => {
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("alert")).toBeFocused();
    await expect(page.locator(".understood").getByRole("listitem")).toHaveCount(3);
  });
});
