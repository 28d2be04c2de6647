package io.nearfield.connect.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

  private static final Map<String, AttributeType> COLUMNS =
      Map.of(
          "price", AttributeType.DOUBLE,
          "weight", AttributeType.FLOAT,
          "stock", AttributeType.INT,
          "views", AttributeType.LONG,
          "lang", AttributeType.STRING,
          "new", AttributeType.BOOLEAN,
          "cost", AttributeType.DECIMAL,
          "made", AttributeType.DATE,
          "seen", AttributeType.TIMESTAMP,
          "odd name", AttributeType.STRING);

  private static final Map<String, Object> CHAIR =
      Map.of(
          "price",
          19.5,
          "weight",
          0.1f,
          "stock",
          7,
          "views",
          5_000_000_000L,
          "lang",
          "de",
          "new",
          true,
          "cost",
          new BigDecimal("10.50"),
          "made",
          LocalDate.parse("2026-01-31"),
          "seen",
          Instant.parse("2026-01-31T12:00:00Z"),
          "odd name",
          "it's");

  private static boolean test(String expression) {
    return Filter.parse(expression, COLUMNS).test(CHAIR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "price < 20",
        "price <= 19.5",
        "price > 1.95e1 or price >= 19.5",
        "price = 19.5 AND lang = 'de'",
        "price != 20",
        "price <> -20",
        "price > .5",
        "weight = 0.1",
        "stock in (1, 7, 9)",
        "stock not in (1, 9)",
        "views = 5000000000",
        "views between 5000000000 and 5000000000",
        "stock not between 8 and 9",
        "lang like 'd%'",
        "lang like '_e'",
        "lang not like '%x%'",
        "LANG = 'de'",
        "lang = 'de' Or price > 100 aNd stock = 0",
        "not (lang = 'en' or stock = 0)",
        "not not lang = 'de'",
        "new",
        "new and lang = 'de'",
        "(new)",
        "new = true",
        "new != FALSE",
        "cost = 10.5",
        "cost in (10.500, 1)",
        "made = '2026-01-31'",
        "made > '2025-12-31'",
        "seen >= '2026-01-31'",
        "seen < '2026-01-31T14:00:01+02:00'",
        "`odd name` = 'it''s'",
        "\"odd name\" like 'it%'",
        "lang is not null",
        "not lang is null",
        "stock = 7 and (price < 1 or (lang = 'de' and new))",
      })
  void holds(String expression) {
    assertThat(test(expression)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "price < 19.5",
        "price > 19.5",
        "lang = 'DE'",
        "lang like 'D%'",
        "lang like 'd'",
        "lang like '%d'",
        "stock in (1, 9)",
        "not new",
        "lang is null",
        "made < '2026-01-31'",
        "lang = 'en' or price > 100 and stock = 7",
      })
  void doesNotHold(String expression) {
    assertThat(test(expression)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "price < 20",
        "not price < 20",
        "price in (1)",
        "price not in (1)",
        "price between 1 and 2",
        "price not between 1 and 2",
        "lang like '%'",
        "not lang like '%'",
        "new",
        "not new",
        "price < 20 and lang is null",
        "not (price < 20 or lang is not null)",
      })
  void comparisonWithMissingValueIsNeverTrue(String expression) {
    assertThat(Filter.parse(expression, COLUMNS).test(Map.of())).isFalse();
  }

  @Test
  void unknownDoesNotHideWhatIsKnown() {
    assertThat(Filter.parse("price < 20 or lang is null", COLUMNS).test(Map.of())).isTrue();
    assertThat(Filter.parse("not (price < 20 and lang is not null)", COLUMNS).test(Map.of()))
        .isTrue();
  }

  @Test
  void missingValueIsFoundByIsNull() {
    Map<String, Object> none = new HashMap<>();
    none.put("price", null);
    assertThat(Filter.parse("price is null", COLUMNS).test(none)).isTrue();
    assertThat(Filter.parse("price is null", COLUMNS).test(Map.of())).isTrue();
    assertThat(Filter.parse("price is not null", COLUMNS).test(none)).isFalse();
  }

  @Test
  void nanIsEqualToItselfAndGreaterThanAnyNumber() {
    Map<String, Object> nan = Map.of("price", Double.NaN);
    assertThat(Filter.parse("price > 1e300", COLUMNS).test(nan)).isTrue();
    assertThat(Filter.parse("price < 0", COLUMNS).test(nan)).isFalse();
  }

  @Test
  void negativeZeroIsZero() {
    assertThat(Filter.parse("price = 0", COLUMNS).test(Map.of("price", -0.0))).isTrue();
    assertThat(Filter.parse("weight = -0.0", COLUMNS).test(Map.of("weight", 0f))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "price < | character 8: a number is expected, got the end",
        "price < 20 and | character 15: a column is expected, got the end",
        "price 20 | character 7: a comparison such as = or < is expected, got '20'",
        "price = 'x' | character 9: column 'price' of type DOUBLE needs a number, got the string",
        "stock = 1.5 | character 9: column 'stock' of type INT needs a whole number, got '1.5'",
        "views = 99999999999999999999 | character 9: column 'views' of type LONG needs a whole",
        "stock = 1e999999999 | character 9: column 'stock' of type INT needs a whole number",
        "lang = 5 | character 8: column 'lang' of type STRING needs a string in single quotes",
        "new = 'true' | character 7: column 'new' of type BOOLEAN needs true or false",
        "made = '31.1.2026' | needs a date such as '2026-01-31', got the string '31.1.2026'",
        "seen = 'noon' | needs a time such as '2026-01-31T12:00:00Z'",
        "lang = 'de | character 8: the quote ' is opened here and never closed",
        "(price < 20 | character 12: ')' is expected, got the end",
        "price < 20) | character 11: AND, OR or the end is expected, got ')'",
        "price = null | character 9: null compares to nothing; write IS NULL or IS NOT NULL",
        "price == 1 | character 7: write = for equality",
        "price is 5 | character 10: NULL is expected, got '5'",
        "price in () | character 11: a number is expected, got ')'",
        "price not = 1 | character 11: IN, BETWEEN, LIKE, PREFIX, CONTAINS or EXISTS is expected",
        "price like '1%' | character 12: LIKE needs a column of type STRING, 'price' is DOUBLE",
        "price between 1 | character 16: AND and the upper end of BETWEEN is expected",
        "lang | character 1: column 'lang' is of type STRING and no condition by itself",
        "price < 20; drop | character 11: character ';' means nothing here",
        "price < 20kg | character 9: a number is followed by a letter",
        "and | character 1: a column is expected, got 'and'",
        "20 > price | character 1: a column is expected, got '20'",
      })
  void refusesWithThePlace(String expression, String message) {
    assertThatThrownBy(() -> Filter.parse(expression, COLUMNS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read filter \"")
        .hasMessageContaining(message);
  }

  @Test
  void suggestsTheNearestColumnOnTypo() {
    assertThatThrownBy(() -> Filter.parse("prise < 3", COLUMNS))
        .hasMessageContaining("character 1: no column 'prise'; did you mean 'price'? There are")
        .hasMessageContaining("cost, lang, made");
    assertThatThrownBy(() -> Filter.parse("colour = 'red'", COLUMNS))
        .hasMessageContaining("no column 'colour'; there are cost, lang")
        .hasMessageNotContaining("did you mean");
    assertThatThrownBy(() -> Filter.parse("x = 1", Map.of()))
        .hasMessageContaining("the index keeps no filter columns");
  }

  @Test
  void columnsThatDifferByCaseAloneMustBeNamedExactly() {
    Map<String, AttributeType> twins = Map.of("Size", AttributeType.INT, "size", AttributeType.INT);
    assertThat(Filter.parse("size = 1", twins).test(Map.of("size", 1, "Size", 2))).isTrue();
    assertThatThrownBy(() -> Filter.parse("SIZE = 1", twins)).hasMessageContaining("no column");
  }

  @Test
  void refusesEmptyOversizedAndTooDeepExpressions() {
    assertThatThrownBy(() -> Filter.parse(" ", COLUMNS)).hasMessageContaining("empty filter");
    assertThatThrownBy(() -> Filter.parse(null, COLUMNS)).hasMessageContaining("empty filter");
    assertThatThrownBy(() -> Filter.parse(" ".repeat(100_001) + "x", COLUMNS))
        .hasMessageContaining("100002 characters");
    assertThatThrownBy(() -> Filter.parse("(".repeat(50_000) + "new", COLUMNS))
        .hasMessageContaining("nested deeper than 100 levels");
    assertThatThrownBy(() -> Filter.parse("not ".repeat(20_000) + "new", COLUMNS))
        .hasMessageContaining("nested deeper");
  }

  @Test
  void longChainsNeedNoDepth() {
    String chain = "stock = 0" + " or stock = 1".repeat(5_000) + " or new";
    assertThat(Filter.parse(chain, COLUMNS).test(CHAIR)).isTrue();
  }

  @Test
  void namesItsColumnsAndItself() {
    Filter filter = Filter.parse("Price < 20 and (lang = 'de' or lang = 'en')", COLUMNS);
    assertThat(filter.columns()).containsExactly("lang", "price");
    assertThat(filter).hasToString("Price < 20 and (lang = 'de' or lang = 'en')");
  }

  @Test
  void survivesSerialization() throws Exception {
    Filter filter =
        Filter.parse(
            "stock in (7, 8) and lang like 'd_' and made = '2026-01-31' and not new = false",
            COLUMNS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(filter);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Filter copy = (Filter) in.readObject();
      assertThat(copy.test(CHAIR)).isTrue();
      assertThat(copy.columns()).isEqualTo(filter.columns());
      assertThat(copy.test(Map.of("stock", 9))).isFalse();
    }
  }

  @Test
  void likeTakesEscapesAndSurrogatePairs() {
    assertThat(LikePattern.of("100\\%").matches("100%")).isTrue();
    assertThat(LikePattern.of("100\\%").matches("1000")).isFalse();
    assertThat(LikePattern.of("a\\\\b").matches("a\\b")).isTrue();
    assertThat(LikePattern.of("_").matches("\uD83D\uDE00")).isTrue();
    assertThat(LikePattern.of("%").matches("")).isTrue();
    assertThat(LikePattern.of("_%").matches("")).isFalse();
    assertThat(LikePattern.of("a%b%c").matches("a-b-b\n-c")).isTrue();
    assertThat(LikePattern.of("a.c").matches("abc")).isFalse();
  }

  @Test
  void likeNeedsNoExponentialTime() {
    String text = "a".repeat(5_000);
    assertThat(LikePattern.of("%a".repeat(40) + "b").matches(text)).isFalse();
  }

  @Test
  void likeAgreesWithRegularExpressions() {
    Random random = new Random(17);
    for (int i = 0; i < 5_000; i++) {
      String pattern = word(random, "ab%_", 6);
      String text = word(random, "ab", 7);
      String regex = pattern.replace("%", ".*").replace("_", ".");
      assertThat(LikePattern.of(pattern).matches(text))
          .as("'%s' like '%s'", text, pattern)
          .isEqualTo(text.matches(regex));
    }
  }

  private static String word(Random random, String alphabet, int maxLength) {
    StringBuilder word = new StringBuilder();
    for (int n = random.nextInt(maxLength + 1); n > 0; n--) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return word.toString();
  }

  @Test
  void anyTextIsParsedOrRefusedCleanly() {
    Random random = new Random(5);
    String[] words = {
      "price", "lang", "new", "and", "or", "not", "in", "(", ")", ",", "'x'", "1", "is", "null",
      "like", "between", "<", "=", "`", "'", "-", ".", "\u00e9", "\0", "1e", "true"
    };
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(8); n >= 0; n--) {
        text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
      }
      try {
        Filter filter = Filter.parse(text.toString(), COLUMNS);
        filter.test(CHAIR);
        filter.test(Map.of());
        parsed++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("Cannot read ");
      }
    }
    assertThat(parsed).isPositive();
  }
}
