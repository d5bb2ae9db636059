import { expect, type Page } from "./world.js";

const IDS: [RegExp, string][] = [
  [/\/[0-9a-f]{8}-[0-9a-f-]{27}(?=\/|$)/g, "/{id}"],
  [/\/NE-[0-9A-Z-]+(?=\/|$)/g, "/{reference}"],
  [/\/\d+(?=\/|$)/g, "/{number}"],
  [/\/track\/[^/]+/, "/track/{token}"],
  [/\/(reset|invitation)\/[^/]+/, "/$1/{token}"],
];

/** Files are no pages. */
const LEFT_OUT = /^\/(assets|api|healthz|readyz)|\.(csv|txt|json|eml)$|\/html$/;

/** What kind of page a URL leads to: its path with every id taken out, and which part of it is shown. */
function kindOf(url: URL): string {
  const path = IDS.reduce((path, [id, name]) => path.replace(id, name), url.pathname);
  const part = url.searchParams.get("show");
  return part ? `${path}?show=${part}` : path;
}

/** The paths of each audience. */
export const AREAS = {
  everyone: /^\/($|report|track|authorities|sign-in|forgot|dev\/)/,
  customer: /^\/(accounts|you)/,
  staff: /^\/staff/,
};

/** Follows every link within an area from the given pages, and stops once at every kind of page. Each must be there. */
export async function walk(page: Page, area: RegExp, from: string[], stop: (kind: string) => Promise<void>): Promise<string[]> {
  const base = new URL(process.env.PORTAL_BASE_URL ?? "");
  const seen = new Set<string>();
  const waiting = from.map((path) => new URL(path, base));
  for (let url = waiting.shift(); url; url = waiting.shift()) {
    const kind = kindOf(url);
    if (seen.has(kind) || LEFT_OUT.test(url.pathname)) continue;
    seen.add(kind);
    const answer = await page.goto(url.href);
    expect(answer?.status(), url.pathname).toBe(200);
    const links = await page.locator("a[href]").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    await stop(kind);
    const here = links.map((link) => new URL(link)).filter((link) => link.origin === base.origin && area.test(link.pathname));
    waiting.push(...here);
  }
  return [...seen];
}

/** Of the list that is shown, one link for each of the words in a row's badge, such as the states a report can be in. */
export async function oneOfEach(page: Page): Promise<Map<string, string>> {
  const rows = await page.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [row.querySelector(".badge")?.textContent ?? "", row.querySelector("th a")?.getAttribute("href") ?? ""] as const),
  );
  return new Map(rows.filter(([, link]) => link !== "").reverse());
}
