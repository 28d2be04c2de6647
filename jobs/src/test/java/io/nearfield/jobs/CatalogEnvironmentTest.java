package io.nearfield.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogEnvironmentTest {

  @Test
  void readsAPropertyFromEachVariable() {
    assertThat(
            CatalogEnvironment.read(
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

  @Test
  void handsOnAnyNameAndReplacesWhatWasThere() {
    Map<String, String> properties =
        Map.of("type", "rest", "header.X-Under_Score", "\"quoted\"", "token", "t=1\n");
    Map<String, String> environment =
        new HashMap<>(Map.of("PATH", "/bin", "NEARFIELD_CATALOG_URI", "http://other"));
    CatalogEnvironment.write(properties, environment);
    assertThat(environment).containsOnlyKeys("PATH", "NEARFIELD_CATALOG");
    assertThat(CatalogEnvironment.read(environment)).isEqualTo(properties);
  }

  @Test
  void handsOnThatThereAreNone() {
    Map<String, String> environment = new HashMap<>(Map.of("NEARFIELD_CATALOG_URI", "http://x"));
    CatalogEnvironment.write(Map.of(), environment);
    assertThat(CatalogEnvironment.read(environment)).isEmpty();
  }

  @Test
  void refusesWhatIsNoJsonWithoutQuotingIt() {
    assertThatThrownBy(() -> CatalogEnvironment.read(Map.of("NEARFIELD_CATALOG", "token=secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read NEARFIELD_CATALOG: ")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }
}
