package io.nearfield.connect.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.browse.Facet.Count;
import io.nearfield.connect.iceberg.ItemFixture;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacetsTest {

  private static final Map<String, Type> COLUMNS = columns();

  @TempDir Path folder;
  private Lake lake;

  private static Map<String, Type> columns() {
    Map<String, Type> columns = new LinkedHashMap<>();
    columns.put("lang", Types.StringType.get());
    columns.put("price", Types.DoubleType.get());
    columns.put("stock", Types.BooleanType.get());
    columns.put("day", Types.DateType.get());
    columns.put("seen", Types.TimestampType.withZone());
    columns.put("title", Types.StringType.get());
    return columns;
  }

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static Map<String, Object> item(int i) {
    Map<String, Object> item = new HashMap<>();
    item.put("entity_id", "e" + i);
    item.put("lang", i % 4 == 0 ? "de" : i % 4 == 1 ? null : "en");
    item.put("price", i == 7 ? Double.NaN : i / 2.0);
    item.put("stock", i % 2 == 0);
    item.put("day", LocalDate.of(2026, 1, 1).plusDays(i));
    item.put("seen", OffsetDateTime.parse("2026-03-01T12:00:00Z").plusHours(i));
    item.put("title", "a title of its own, " + i);
    return item;
  }

  private void append(int from, int to) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (int i = from; i < to; i++) {
      items.add(item(i));
    }
    ItemFixture.append(lake, "shop", COLUMNS, items);
  }

  private static Facet facet(Facets.Answer answer, String attribute) {
    return answer.facets().stream()
        .filter(one -> one.attribute().equals(attribute))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void valuesAreCountedMostFrequentFirstAndRangesSpanned() {
    append(0, 20);
    Facets.Answer answer = new Facets(lake).of("shop", 10);
    assertThat(answer.items()).isEqualTo(20);
    assertThat(answer.complete()).isTrue();
    assertThat(answer.facets())
        .extracting(Facet::attribute)
        .containsExactlyElementsOf(COLUMNS.keySet());

    Facet lang = facet(answer, "lang");
    assertThat(lang.type()).isEqualTo(AttributeType.STRING);
    assertThat(lang.values()).containsExactly(new Count("en", 10), new Count("de", 5));
    assertThat(lang.present()).isEqualTo(15);
    assertThat(lang.distinct()).isEqualTo(2);
    assertThat(lang.least()).isNull();

    Facet price = facet(answer, "price");
    assertThat(price.least()).isEqualTo(0.0);
    assertThat(price.greatest()).isEqualTo(9.5);
    assertThat(facet(answer, "stock").values())
        .containsExactly(new Count(false, 10), new Count(true, 10));
    assertThat(facet(answer, "day").greatest()).isEqualTo(LocalDate.of(2026, 1, 20));
    assertThat(facet(answer, "seen").least()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
  }

  @Test
  void aLimitShortensTheListAndNotTheCount() {
    append(0, 20);
    Facet title = facet(new Facets(lake).of("shop", 3), "title");
    assertThat(title.values())
        .extracting(Count::value)
        .containsExactly(
            "a title of its own, 0", "a title of its own, 1", "a title of its own, 10");
    assertThat(title.distinct()).isEqualTo(20);
  }

  @Test
  void removedItemsAreNotCountedAndChangesAreSeen() {
    append(0, 8);
    Facets facets = new Facets(lake);
    assertThat(facets.of("shop", 5).items()).isEqualTo(8);
    Map<String, Object> gone = item(100);
    gone.put("removed", true);
    ItemFixture.append(lake, "shop", COLUMNS, List.of(gone, item(8)));
    Facets.Answer after = facets.of("shop", 5);
    assertThat(after.items()).isEqualTo(9);
    assertThat(facet(after, "price").greatest()).isEqualTo(4.0);
  }

  @Test
  void itSaysWhereItStoppedCounting() {
    append(0, 8);
    Facets.Answer some = new Facets(lake, 5).of("shop", 5);
    assertThat(some.items()).isEqualTo(5);
    assertThat(some.complete()).isFalse();
  }

  @Test
  void textsThatAreNoCategoriesAreNamedByNobody() {
    FacetCounter many = new FacetCounter("title", AttributeType.STRING);
    for (int i = 0; i <= FacetCounter.MOST_DISTINCT; i++) {
      many.add("title " + i);
    }
    assertThat(many.facet(5).values()).isEmpty();
    assertThat(many.facet(5).distinct()).isEqualTo(-1);
    assertThat(many.facet(5).present()).isEqualTo(FacetCounter.MOST_DISTINCT + 1);

    FacetCounter essays = new FacetCounter("essay", AttributeType.STRING);
    essays.add("x".repeat(300));
    assertThat(essays.facet(5).distinct()).isEqualTo(-1);
  }

  @Test
  void eachValueOfAListCountsOnce() {
    FacetCounter tags = new FacetCounter("tags", AttributeType.STRING);
    tags.add(List.of("warm", "wool", "warm"));
    tags.add(List.of("wool"));
    assertThat(tags.facet(5).values()).containsExactly(new Count("wool", 2), new Count("warm", 1));
    assertThat(tags.facet(5).present()).isEqualTo(2);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> new Facets(lake).of("none", 5))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'none'");
    assertThatThrownBy(() -> new Facets(lake).of("shop", 0))
        .hasMessage("Cannot count facets: limit must be at least 1, got 0");
    lake.ensureDataset("bare");
    assertThat(new Facets(lake).of("bare", 5)).isEqualTo(new Facets.Answer(0, true, List.of()));
  }
}
