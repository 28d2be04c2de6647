package io.nearfield.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.jobs.page.PageExtension.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For everybody: keys alone, names of controls, small screens, dark rooms, live changes. */
@ExtendWith(PageExtension.class)
class CarePageIT {

  private static final String ASKED = "?dataset=shop&index=meaning&text=tent";

  @Test
  void keysAloneAreEnough(Page page) {
    Browser browser = page.open(ASKED);
    browser.press("jj");
    browser.await(
        "the second result in focus",
        "document.activeElement === document.querySelectorAll('.card')[1]");
    browser.press("k");
    browser.await("the first", "document.activeElement === document.querySelectorAll('.card')[0]");
    browser.press("m");
    browser.await("more of its kind", "location.search.includes('like=')");
    browser.press("/");
    browser.await("the field in focus", "document.activeElement.id === 'words'");
    browser.press("boots\uE007");
    browser.await("the answer", "location.search.includes('text=boots')");
    browser.press("\uE00C");
    browser.press("?");
    browser.awaitThere("dialog[open]");
    browser.screenshot("shortcuts");
    browser.press("\uE00C");
    browser.await("the dialog closed", "!document.querySelector('dialog')");
    browser.press("2");
    browser.await("the map", "location.search.includes('tab=map')");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ASKED,
        "?tab=map&dataset=shop&index=meaning&colour=lang",
        "?tab=overview&dataset=shop&index=meaning"
      })
  void everyControlHasAName(String query, Page page) {
    Browser browser = page.open(query);
    JsonNode nameless =
        browser.run(
            """
            const named = e => e.getAttribute('aria-label') || e.innerText?.trim() || e.title
                || e.labels?.length && [...e.labels].some(l => l.innerText.trim());
            return [...document.querySelectorAll('button, input, select, a, canvas, summary')]
                .filter(e => e.getAttribute('aria-hidden') !== 'true' && !named(e))
                .map(e => e.outerHTML.slice(0, 120));
            """);
    assertThat(nameless).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ASKED,
        "?tab=map&dataset=shop&index=meaning&colour=lang",
        "?tab=overview&dataset=shop&index=meaning"
      })
  void nothingRunsOverTheEdgeOfAPhone(String query, Page page) {
    page.browser().resize(390, 844);
    Browser browser = page.open(query);
    String tab = query.contains("tab=") ? query.replaceAll(".*tab=(\\w+).*", "$1") : "search";
    browser.screenshot("phone-" + tab);
    assertThat(browser.run("return document.documentElement.scrollWidth - innerWidth").asInt())
        .isLessThanOrEqualTo(0);
  }

  @Test
  void darkStaysDark(Page page) {
    Browser browser = page.open(ASKED);
    String before = browser.run("return getComputedStyle(document.body).backgroundColor").asText();
    browser.click("#theme");
    String after = browser.run("return getComputedStyle(document.body).backgroundColor").asText();
    assertThat(after).isNotEqualTo(before);
    browser.screenshot("dark");
    browser.reload();
    browser.awaitThere(".card");
    assertThat(browser.run("return getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo(after);
    browser.run("localStorage.clear()");
  }

  @Test
  void liveChangesAppearByThemselves(Page page) throws Exception {
    Browser browser =
        page.open(
            "?dataset=shop&index=fresh&text=" + PageExtension.quoted("a lantern made of snow"));
    browser.awaitThere(".live.on");
    page.content().add("snow-lantern", "A lantern made of snow, for one night only.");
    browser.await("the new item", "document.querySelector('.card')?.dataset.id === 'snow-lantern'");
    assertThat(browser.count(".card.new")).isPositive();
    browser.screenshot("live");
    assertThat(browser.complaints()).isEmpty();
  }
}
