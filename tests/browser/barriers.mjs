// What a machine can find of what keeps people out: axe's rules.
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

/** Each rule that the page breaks, and the first elements that break it; of a
 * part of the page only, where a selector names one. */
export async function barriers(page, part) {
  // What waits for its answer is pale, and so is what is still fading.
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 });
  await page.evaluate(() => {
    const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime < Infinity);
    return Promise.allSettled(passing.map((one) => one.finished));
  });
  // The page has no frames, so that all of it is looked at in one go; gathering
  // what frames said, in a page of its own, takes eight times as long. Of rules
  // that hold nobody wants to hear which elements they hold for.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  if (part) axe.include(part);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`);
}
