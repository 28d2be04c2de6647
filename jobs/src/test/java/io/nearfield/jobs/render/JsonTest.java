package io.nearfield.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void keepsKeyOrderAndTypes() {
    assertThat(
            Json.line(
                Json.object(
                    "z", 1, "a", 2.5f, "price", new BigDecimal("19.90"), "on", true, "no", null)))
        .isEqualTo("{\"z\":1,\"a\":2.5,\"price\":19.90,\"on\":true,\"no\":null}");
  }

  @Test
  void writesWhatJsonDoesNotKnowAsTextOrNull() {
    assertThat(
            Json.line(
                Json.object(
                    "nan", Double.NaN,
                    "infinite", Float.POSITIVE_INFINITY,
                    "metric", Metric.COSINE,
                    "day", LocalDate.of(2026, 11, 20),
                    "at", Instant.EPOCH,
                    "list", Arrays.asList(1, Double.NaN, "x"))))
        .isEqualTo(
            "{\"nan\":null,\"infinite\":null,\"metric\":\"COSINE\",\"day\":\"2026-11-20\","
                + "\"at\":\"1970-01-01T00:00:00Z\",\"list\":[1,null,\"x\"]}");
  }
}
