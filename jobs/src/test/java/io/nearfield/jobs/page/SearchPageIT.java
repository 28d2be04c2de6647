package io.nearfield.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.page.PageExtension.Page;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Searching on the page: by words, by more of a kind, by files, with filters, in two indexes. */
@ExtendWith(PageExtension.class)
class SearchPageIT {

  private static final String IN_SHOP = "?dataset=shop&index=meaning";

  @Test
  void wordsGiveCardsAndAnAddressThatGivesThemAgain(Page page) {
    Browser browser = page.open(IN_SHOP);
    browser.type("#words", "a shelter for one hiker");
    browser.await("the answer", "document.querySelectorAll('.card').length === 12");
    assertThat(browser.text(".card .id")).isEqualTo("Wisp 1 solo tent");
    assertThat(browser.text(".summary"))
        .contains("12", "nearest", "cosine", "approximate", "generation 1", "ms");
    assertThat(browser.texts(".card .distance")).hasSize(12).isSorted();
    assertThat(browser.query()).contains("text=a+shelter+for+one+hiker");
    List<String> first = browser.texts(".card .id");
    browser.screenshot("search");
    browser.reload();
    browser.await("the same answer", "document.querySelectorAll('.card').length === 12");
    assertThat(browser.texts(".card .id")).isEqualTo(first);
    browser.choose("#exact", "1");
    browser.await(
        "exact search", "document.querySelector('.summary')?.innerText.includes('exact')");
    browser.back();
    browser.await(
        "the way back", "document.querySelector('.summary')?.innerText.includes('approximate')");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPassageSaysWhereInItsDocumentItIs(Page page) {
    Browser browser = page.open(IN_SHOP + "&text=" + PageExtension.quoted("cooking inside a tent"));
    browser.await("the passage", "document.body.innerText.includes('Cook away from the fabric')");
    assertThat(browser.texts(".card .place"))
        .anyMatch(place -> place.equals("first-night.pdf · page 5 · Where to sleep"));
  }

  @Test
  void facetsFilterAndAreTakenBack(Page page) {
    Browser browser = page.open(IN_SHOP + "&text=warm&k=50");
    browser.awaitThere("[id='is.lang.de']");
    browser.click("[id='is.lang.de']");
    browser.await("the filter", "location.search.includes('is.lang=de')");
    browser.await(
        "German results alone",
        "!document.querySelector('main[aria-busy]') && document.querySelectorAll('.card').length > 3 &&"
            + " [...document.querySelectorAll('.attributes')].every(e => /lang\\s*de/.test(e.textContent.replaceAll('\\n', '')))");
    browser.type("[id='to.price']", "40");
    browser.await("the price", "location.search.includes('to.price=40')");
    browser.await(
        "fewer",
        "!document.querySelector('main[aria-busy]') && document.querySelectorAll('.chip').length === 2");
    browser.screenshot("filter");
    browser.click(".chip button");
    browser.await("the chip gone", "!location.search.includes('is.lang')");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void moreLikeThisSearchesFromAResult(Page page) {
    Browser browser = page.open(IN_SHOP + "&text=" + PageExtension.quoted("solo tent"));
    String id = browser.run("return document.querySelector('.card').dataset.id").asText();
    browser.click(".card .more");
    browser.await("the lookup", "location.search.includes('like=')");
    browser.await(
        "its answer",
        "!document.querySelector('main[aria-busy]') && document.querySelector('.card')");
    assertThat(browser.text(".chip")).contains(id);
    assertThat(
            browser
                .run("return [...document.querySelectorAll('.card')].map(c => c.dataset.id)")
                .toString())
        .doesNotContain("\"" + id + "\"");
    browser.screenshot("more-like-this");
  }

  @Test
  void aDroppedPictureFindsItselfAndTheAddressKeepsIt(Page page) throws Exception {
    Path file = page.content().picture(7);
    Browser browser = page.open("?dataset=pictures&index=looks");
    browser.drop("mine.png", "image/png", Files.readAllBytes(file));
    browser.await("the lookup", "location.search.includes('file=mine.png')");
    String name = file.getFileName().toString();
    browser.await(
        "the picture itself", "document.querySelector('.card')?.dataset.id === arguments[0]", name);
    assertThat(browser.text(".card .distance")).contains("0");
    browser.await(
        "thumbnails",
        "[...document.querySelectorAll('.card img')].slice(0, 4).every(i => i.complete && i.naturalWidth > 0)");
    browser.screenshot("drop");
    browser.reload();
    browser.await("the same", "document.querySelector('.card')?.dataset.id === arguments[0]", name);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aDroppedDocumentIsSearchedWith(Page page) {
    String words = "The tent stands best with its back to the wind. ".repeat(60);
    Browser browser = page.open(IN_SHOP);
    browser.drop("wind.md", "text/markdown", words.getBytes(StandardCharsets.UTF_8));
    browser.await("the lookup", "location.search.includes('file=wind.md')");
    browser.await(
        "its answer",
        "document.querySelector('.summary') && !document.querySelector('main[aria-busy]')");
    assertThat(browser.texts(".card .passage")).anyMatch(text -> text.contains("back to the wind"));
  }

  @Test
  void twoIndexesAreComparedSideBySide(Page page) {
    Browser browser = page.open(IN_SHOP + "&text=" + PageExtension.quoted("dry feet"));
    browser.choose("#other", "codes");
    browser.await(
        "both",
        "document.querySelectorAll('.column').length === 2 && !document.querySelector('main[aria-busy]')");
    assertThat(browser.texts(".column > h2")).hasSize(2).anyMatch(text -> text.startsWith("codes"));
    assertThat(browser.texts(".there"))
        .isNotEmpty()
        .allMatch(text -> text.matches("\\d+(st|nd|rd|th) there|only here"));
    browser.screenshot("compare");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anErrorIsSaidInTheServersWordsAndTheWayOnIsOpen(Page page) {
    Browser browser = page.open(IN_SHOP + "&text=tent");
    browser.type("#where", "prize < 20");
    browser.awaitThere(".problem");
    assertThat(browser.text(".problem")).contains("prize").doesNotContain("Exception");
    browser.screenshot("error");
    browser.type("#where", "price < 200");
    browser.await(
        "the answer", "!document.querySelector('.problem') && document.querySelector('.card')");
  }

  @Test
  void markupInTextsAndAttributesIsShownAsText(Page page) {
    Browser browser = page.open(IN_SHOP + "&text=" + PageExtension.quoted(PageLake.HOSTILE));
    browser.await("the text", "document.querySelector('.passage')?.innerText.includes('onerror=')");
    assertThat(browser.text(".card .passage")).isEqualTo(PageLake.HOSTILE);
    assertThat(browser.text(".card .attributes")).contains("<script>alert(1)</script>");
    assertThat(browser.count("main img, main script, main b")).isZero();
    assertThat(browser.run("return document.title").asText()).doesNotStartWith("broken in");
  }

  @Test
  void whatIsNotThereIsSaid(Page page) {
    Browser browser = page.open("?dataset=shop&index=nowhere&text=tent");
    assertThat(browser.text(".problem")).contains("nowhere");
    browser.open(java.net.URI.create(page.server().address() + "/?dataset=nothing"));
    assertThat(browser.text(".problem")).contains("nothing");
  }
}
