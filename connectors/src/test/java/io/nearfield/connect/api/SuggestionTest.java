package io.nearfield.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> KNOWN = List.of("filter", "lang", "pageSize", "price");

  @ParameterizedTest
  @CsvSource({
    "lnag, lang",
    "fliter, filter",
    "filtre, filter",
    "prise, price",
    "Price, price",
    "pagsize, pageSize",
    "lan, lang",
    "langs, lang",
    "page-size, pageSize",
  })
  void suggestsWhatIsMostAlike(String given, String meant) {
    assertThat(Suggestion.of(given, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"colour", "x", "prefix", "''"})
  void suggestsNothingWhereNothingIsAlike(String given) {
    assertThat(Suggestion.of(given, KNOWN)).isEmpty();
  }

  @Test
  void listsWhatThereIs() {
    assertThat(Suggestion.sentence("lnag", KNOWN))
        .isEqualTo("; did you mean 'lang'? There are filter, lang, pageSize, price");
    assertThat(Suggestion.sentence("colour", KNOWN))
        .isEqualTo("; there are filter, lang, pageSize, price");
  }
}
