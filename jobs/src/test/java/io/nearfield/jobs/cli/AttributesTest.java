package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {

  @Test
  void readsValuesAsTheColumnsType() {
    Map<String, Object> values =
        Attributes.parse(
            Map.of(
                "name", " as is ",
                "on", "TRUE",
                "n", "7",
                "big", "8000000000",
                "ratio", "0.5",
                "price", "19.90",
                "day", "2026-11-20",
                "at", "2026-11-20T10:00:00Z"),
            Map.of(
                "name", AttributeType.STRING,
                "on", AttributeType.BOOLEAN,
                "n", AttributeType.INT,
                "big", AttributeType.LONG,
                "ratio", AttributeType.DOUBLE,
                "price", AttributeType.DECIMAL,
                "day", AttributeType.DATE,
                "at", AttributeType.TIMESTAMP));
    assertThat(values)
        .containsEntry("name", " as is ")
        .containsEntry("on", true)
        .containsEntry("n", 7)
        .containsEntry("big", 8_000_000_000L)
        .containsEntry("ratio", 0.5)
        .containsEntry("price", new BigDecimal("19.90"))
        .containsEntry("day", LocalDate.of(2026, 11, 20))
        .containsEntry("at", Instant.parse("2026-11-20T10:00:00Z"));
  }

  @Test
  void refusesUnknownColumnsAndValuesOfAnotherType() {
    Map<String, AttributeType> columns =
        Map.of("price", AttributeType.DOUBLE, "on", AttributeType.BOOLEAN);
    assertThatThrownBy(() -> Attributes.parse(Map.of("colour", "red"), columns))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'colour'")
        .hasMessageContaining("[on, price]");
    assertThatThrownBy(() -> Attributes.parse(Map.of("price", "cheap"), columns))
        .hasMessageContaining("'cheap'")
        .hasMessageContaining("double");
    assertThatThrownBy(() -> Attributes.parse(Map.of("on", "maybe"), columns))
        .hasMessageContaining("boolean");
  }
}
