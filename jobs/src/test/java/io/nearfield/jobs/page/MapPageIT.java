package io.nearfield.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.page.PageExtension.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The map, and the overview. */
@ExtendWith(PageExtension.class)
class MapPageIT {

  private static final String MAP = "?tab=map&dataset=shop&index=meaning";
  private static final String DRAWN =
      "document.querySelector('.note')?.innerText.includes('entries')";

  private static double[] at(double x, double y) {
    return new double[] {x, y};
  }

  @Test
  void aRectangleMakesAViewThatLookupsStayIn(Page page) {
    Browser browser = page.open(MAP + "&colour=lang");
    browser.await("the map", DRAWN);
    browser.click("[data-tool=box]");
    browser.draw(".stage canvas", at(0.3, 0.2), at(0.4, 0.3), at(0.8, 0.85));
    browser.awaitThere("#search-in");
    String selected = browser.text(".selection h2");
    int count = Integer.parseInt(selected.replaceAll("\\D", ""));
    assertThat(count).isBetween(2, 163);
    browser.await("previews", "document.querySelectorAll('.picked li').length > 1");
    browser.screenshot("map-selection");
    browser.click("#search-in");
    browser.await("the view", "location.search.includes('view=selection-')");
    browser.type("#words", "tent");
    browser.run(
        "document.getElementById('k').value = 200; document.getElementById('k').dispatchEvent(new Event('change'))");
    browser.await(
        "the answer", "document.querySelectorAll('.card').length === arguments[0]", count);
    assertThat(browser.texts(".chip")).anyMatch(chip -> chip.contains("selection-"));
    browser.reload();
    browser.await(
        "the same from its address",
        "document.querySelectorAll('.card').length === arguments[0]",
        count);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void coloursLegendAndKeysSelectToo(Page page) {
    Browser browser = page.open(MAP);
    browser.await("the map", DRAWN);
    browser.choose("#colour", "lang");
    browser.awaitThere(".legend button");
    assertThat(browser.query()).contains("colour=lang");
    String first = browser.text(".legend .count");
    browser.click(".legend button");
    browser.await(
        "the points of the first colour",
        "document.querySelector('.selection h2').innerText.startsWith(arguments[0])",
        first);
    browser.run("document.querySelector('.stage canvas').focus()");
    browser.press("\uE00C");
    browser.await(
        "nothing selected", "document.querySelector('.selection h2').innerText === 'Selection'");
    browser.press("+++0\uE007"); // nearer, then all again: its middle may be empty
    browser.await(
        "all that is in view",
        "document.querySelector('.selection h2').innerText === '164 points'");
    browser.choose("#colour", "price");
    browser.awaitThere(".legend .ramp");
    browser.choose("#drawn", "principal");
    browser.await(
        "the other layout",
        "location.search.includes('drawn=principal') && document.querySelector('.veil').hidden");
    browser.screenshot("map-principal");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theOverviewShowsGenerationsListsAndRuns(Page page) {
    Browser browser = page.open("?tab=overview&dataset=shop&index=codes");
    browser.awaitThere(".tile");
    assertThat(browser.texts(".tile"))
        .anyMatch(tile -> tile.contains("Recall@10") && tile.contains("100.0 %"));
    assertThat(browser.texts("h2")).contains("Generations", "Runs", "Feature sets");
    assertThat(browser.texts("tbody tr"))
        .anyMatch(row -> row.contains("ingest") && row.contains("succeeded"));
    assertThat(browser.count("svg.chart")).isPositive();
    browser.screenshot("overview");
    assertThat(browser.complaints()).isEmpty();
  }
}
