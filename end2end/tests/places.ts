import { expect, type Page } from "./world.js";

/** A page of the site, and what kind of page it is: its path with every id taken out, and the names of its parameters. */
export interface Place {
  kind: string;
  path: string;
}

const IDS: [RegExp, string][] = [
  [/\/[0-9a-f]{8}-[0-9a-f-]{27}(?=\/|$)/g, "/{id}"],
  [/\/NE-[0-9A-Z-]+(?=\/|$)/g, "/{reference}"],
  [/\/\d+(?=\/|$)/g, "/{number}"],
  [/\/track\/[^/]+/, "/track/{token}"],
  [/^\/report\/(?!child-abuse|copyright)[a-z-]+$/, "/report/{category}"],
  [/\/(reset|invitation)\/[^/]+/, "/$1/{token}"],
];

/** Files are no pages, and one page of a kind is enough. */
const LEFT_OUT = /^\/(assets|api|healthz|readyz)|\.(csv|txt|json|eml)$|\/html$/;

function kindOf(url: URL): string {
  const path = IDS.reduce((path, [id, name]) => path.replace(id, name), url.pathname);
  const parameters = [...new Set(url.searchParams.keys())].filter((name) => !/^(after|before|category|severity|tier|account|state|next)$/.test(name));
  return parameters.length > 0 ? `${path}?${parameters.sort().join("&")}` : path;
}

/** The paths of each audience. */
export const AREAS = {
  everyone: /^\/($|report|track|authorities|sign-in|forgot|dev\/)/,
  customer: /^\/(accounts|you)/,
  staff: /^\/staff/,
};

/** Follows every link within an area from the given pages, and stops once at every kind of page. Each must be there. */
export async function walk(page: Page, area: RegExp, from: string[], look: (place: Place) => Promise<void>): Promise<string[]> {
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
    await look({ kind, path: url.pathname + url.search });
    const here = links.map((link) => new URL(link)).filter((link) => link.origin === base.origin && area.test(link.pathname));
    waiting.push(...here);
  }
  return [...seen];
}
