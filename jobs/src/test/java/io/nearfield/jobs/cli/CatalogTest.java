package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogTest {

  @Test
  void readsPropertiesFromTheEnvironment() {
    assertThat(
            Catalog.fromEnvironment(
                Map.of(
                    "NEARFIELD_CATALOG_TYPE", "rest",
                    "NEARFIELD_CATALOG_CATALOG_IMPL", "org.example.Catalog",
                    "NEARFIELD_CATALOG_S3__PATH_STYLE_ACCESS", "true",
                    "NEARFIELD_CATALOG_", "ignored",
                    "PATH", "/bin")))
        .containsOnly(
            Map.entry("type", "rest"),
            Map.entry("catalog-impl", "org.example.Catalog"),
            Map.entry("s3.path-style-access", "true"));
  }
}
