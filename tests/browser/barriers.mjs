// Automated accessibility checks, with the rules of axe.
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

/** Returns each rule that the page breaks, with the first elements that break it; `part` is a
 * selector that limits the check. */
export async function barriers(page, part) {
  // Elements that wait for an answer, or are still fading, have a lower contrast.
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 });
  await page.evaluate(() => {
    const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime < Infinity);
    return Promise.allSettled(passing.map((one) => one.finished));
  });
  // The page has no frames, so that one run covers all of it; collecting results from frames, in a
  // separate page, takes eight times as long. For rules that pass, the list of elements is not
  // needed.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  if (part) axe.include(part);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`);
}
