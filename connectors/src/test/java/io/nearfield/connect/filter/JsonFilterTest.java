package io.nearfield.connect.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters as JSON operators, and what came to the expressions with them. */
class JsonFilterTest {

  private static final Map<String, AttributeType> COLUMNS =
      Map.of(
          "price", AttributeType.DOUBLE,
          "stock", AttributeType.INT,
          "lang", AttributeType.STRING,
          "new", AttributeType.BOOLEAN,
          "cost", AttributeType.DECIMAL,
          "made", AttributeType.DATE,
          "seen", AttributeType.TIMESTAMP,
          "tags", AttributeType.STRINGS,
          "metadata.user.size", AttributeType.LONG);

  private static final Map<String, Object> CHAIR =
      Map.of(
          "price",
          19.5,
          "stock",
          7,
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
          "tags",
          List.of("red", "wood"),
          "metadata.user.size",
          40L);

  private static boolean test(String filter) {
    return Filter.parse(filter, COLUMNS).test(CHAIR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"price\": 19.5}",
        "{\"price\": {\"$lt\": 20}, \"lang\": \"de\"}",
        "{\"price\": {\"$gte\": 19.5, \"$lte\": 19.5}}",
        "{\"price\": {\"$gt\": 19, \"$ne\": 20}}",
        "{\"stock\": {\"$in\": [1, 7]}}",
        "{\"stock\": {\"$nin\": [1, 8]}}",
        "{\"stock\": {\"$between\": [7, 9]}}",
        "{\"stock\": {\"$not\": {\"$gt\": 7}}}",
        "{\"lang\": {\"$exists\": true}}",
        "{\"lang\": {\"$prefix\": \"d\"}}",
        "{\"lang\": {\"$like\": \"_e\"}}",
        "{\"lang\": {\"$glob\": \"d*\"}}",
        "{\"new\": true}",
        "{\"cost\": 10.5}",
        "{\"made\": \"2026-01-31\"}",
        "{\"made\": {\"$date\": \"2026-01-31\"}}",
        "{\"seen\": {\"$gte\": {\"$date\": \"2026-01-31T12:00:00Z\"}}}",
        "{\"tags\": \"red\"}",
        "{\"tags\": {\"$contains\": \"wood\"}}",
        "{\"tags\": {\"$in\": [\"blue\", \"red\"]}}",
        "{\"tags\": {\"$all\": [\"wood\", \"red\"]}}",
        "{\"tags\": {\"$nin\": [\"blue\"]}}",
        "{\"$and\": [{\"lang\": \"de\"}, {\"$or\": [{\"price\": 1}, {\"stock\": 7}]}]}",
        "{\"$nor\": [{\"lang\": \"en\"}, {\"price\": 1}]}",
        "{\"$not\": {\"lang\": \"en\"}}",
        "{\"$expression\": \"price < 20 and tags contains 'red'\"}",
        "{\"metadata.user.size\": {\"$gt\": 39}}",
        " \n {\"LANG\": \"de\"}",
        "tags contains 'red'",
        "tags contains any ('blue', 'wood')",
        "tags contains all ('red', 'wood')",
        "tags not contains 'blue'",
        "lang prefix 'd'",
        "lang not prefix 'e'",
        "lang exists and tags exists",
        "not tags is null",
      })
  void holds(String filter) {
    assertThat(test(filter)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"price\": {\"$lt\": 19.5}}",
        "{\"lang\": null}",
        "{\"lang\": {\"$exists\": false}}",
        "{\"lang\": {\"$ne\": \"de\"}}",
        "{\"lang\": {\"$prefix\": \"D\"}}",
        "{\"lang\": {\"$prefix\": \"%\"}}",
        "{\"lang\": {\"$glob\": \"d\"}}",
        "{\"tags\": \"re\"}",
        "{\"tags\": {\"$all\": [\"red\", \"blue\"]}}",
        "{\"tags\": {\"$ne\": \"red\"}}",
        "{\"$nor\": [{\"lang\": \"en\"}, {\"lang\": \"de\"}]}",
        "tags contains 'blue'",
        "tags contains all ('red', 'blue')",
        "lang prefix '_'",
        "lang not exists",
      })
  void doesNotHold(String filter) {
    assertThat(test(filter)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"price\": {\"$ne\": 1}}",
        "{\"tags\": \"red\"}",
        "{\"tags\": {\"$nin\": [\"red\"]}}",
        "{\"$not\": {\"tags\": \"red\"}}",
        "tags not contains 'red'",
      })
  void comparisonWithMissingValueIsNeverTrue(String filter) {
    assertThat(Filter.parse(filter, COLUMNS).test(Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"prise\": 1} | at 'prise': no column 'prise'; did you mean 'price'?",
        "{\"price\": {\"$lessthan\": 1}} | at 'price.$lessthan': no operator '$lessthan'; there are $eq",
        "{\"price\": {\"$let\": 1}} | no operator '$let'; did you mean '$lt'?",
        "{\"$an\": [{}]} | at '$an': no operator '$an'; did you mean '$and'?",
        "{\"price\": \"cheap\"} | column 'price' of type DOUBLE needs a number, got \"cheap\"",
        "{\"price\": {\"$in\": [1, \"x\"]}} | at 'price.$in[1]': column 'price' of type DOUBLE",
        "{\"price\": {\"$in\": 1}} | at 'price.$in': an array of values is expected, got 1",
        "{\"price\": [1, 2]} | at 'price': write {\"$in\": [...]} for one of several values",
        "{\"price\": {}} | an operator such as {\"$eq\": ...} is expected, got {}",
        "{\"price\": {\"$exists\": 1}} | true or false is expected, got 1",
        "{\"price\": {\"$between\": [1]}} | [low, high] is expected, got [1]",
        "{\"price\": {\"$prefix\": \"x\"}} | a column of type STRING is needed, 'price' is DOUBLE",
        "{\"stock\": 1e400} | column 'stock' of type INT needs a whole number",
        "{\"tags\": {\"$gt\": \"a\"}} | column 'tags' is a list; use $contains",
        "{\"lang\": {\"$all\": [\"a\"]}} | a column of type STRINGS is needed, 'lang' is STRING",
        "{\"$or\": []} | at '$or': an array of objects is expected, got []",
        "{\"$and\": [1]} | at '$and[0]': an object is expected, got 1",
        "{\"lang\": \"de\", \"lang\": \"en\"} | Duplicate field 'lang'",
        "{\"lang\": | it is no JSON object",
        "{\"lang\": \"de\"} x | it is no JSON object",
        "{\"$expression\": \"price <\"} | a number is expected, got the end",
        "tags = 'red' | column 'tags' is a list; write CONTAINS",
        "tags | column 'tags' is a list; write CONTAINS",
        "lang contains 'd' | CONTAINS needs a column of type STRINGS, 'lang' is STRING",
        "price prefix '1' | PREFIX needs a column of type STRING, 'price' is DOUBLE",
      })
  void refusesWithThePlace(String filter, String message) {
    assertThatThrownBy(() -> Filter.parse(filter, COLUMNS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read filter")
        .hasMessageContaining(message);
  }

  @Test
  void depthAndLengthAreBounded() {
    assertThatThrownBy(
            () -> Filter.parse("{\"$not\": ".repeat(200) + "{}" + "}".repeat(200), COLUMNS))
        .hasMessageContaining("nested deeper than 100 levels");
    assertThatThrownBy(() -> Filter.parse("{\"lang\": \"" + "x".repeat(100_000) + "\"}", COLUMNS))
        .hasMessageContaining("at most 100000");
    assertThatThrownBy(() -> Filter.parse("{\"$not\": ".repeat(9_000), COLUMNS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void twoFiltersOfAnyKindAreOne() {
    String both = Filter.both("price < 20", "{\"lang\": \"de\"}");
    assertThat(test(both)).isTrue();
    assertThat(test(Filter.both("price < 20 or lang = 'de'", "lang = 'en'"))).isFalse();
    assertThat(Filter.parse(both, COLUMNS).columns()).containsExactly("lang", "price");
  }

  @Test
  void bothFormsAreTheSameFilter() {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      int low = random.nextInt(10);
      int high = random.nextInt(10);
      boolean negated = random.nextBoolean();
      String words =
          "%s(stock >= %d and stock < %d or lang = 'de')"
              .formatted(negated ? "not " : "", low, high);
      String json =
          "{\"$or\": [{\"stock\": {\"$gte\": %d, \"$lt\": %d}}, {\"lang\": \"de\"}]}"
              .formatted(low, high);
      if (negated) {
        json = "{\"$not\": " + json + "}";
      }
      for (int stock = 0; stock < 10; stock++) {
        Map<String, Object> entity = Map.of("stock", stock, "lang", stock % 2 == 0 ? "de" : "en");
        assertThat(Filter.parse(json, COLUMNS).test(entity))
            .as("%s of %s", json, entity)
            .isEqualTo(Filter.parse(words, COLUMNS).test(entity));
      }
    }
  }
}
