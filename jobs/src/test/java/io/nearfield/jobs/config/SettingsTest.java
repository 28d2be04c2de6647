package io.nearfield.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @TempDir Path folder;

  private Settings load(Map<String, String> environment, String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("my.properties"), String.join("\n", lines));
    return Settings.load(environment, file.toString());
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    Settings settings =
        load(
            Map.of("NEARFIELD_SEARCH_K", "30"),
            "# ours",
            "warehouse = /lake/wäre",
            "search.k = 20",
            "search.nprobe = 5");
    assertThat(settings.find("search.k").orElseThrow())
        .isEqualTo(new Setting("search.k", "30", Setting.Origin.ENVIRONMENT, "NEARFIELD_SEARCH_K"));
    assertThat(settings.find("search.nprobe").orElseThrow().origin())
        .isEqualTo(Setting.Origin.FILE);
    assertThat(settings.find("search.rerank")).isEmpty();
    assertThat(settings.environment())
        .containsEntry("NEARFIELD_WAREHOUSE", "/lake/wäre")
        .containsEntry("NEARFIELD_SEARCH_K", "30")
        .containsEntry("NEARFIELD_SEARCH_NPROBE", "5");
  }

  @Test
  void catalogPropertiesKeepTheirSpelling() throws IOException {
    Settings settings =
        load(
            Map.of("NEARFIELD_CATALOG_URI", "http://env"),
            "catalog.type = rest",
            "catalog.uri = http://file",
            "catalog.header.X-Tenant = shop");
    assertThat(settings.catalogProperties())
        .isEqualTo(Map.of("type", "rest", "uri", "http://env", "header.X-Tenant", "shop"));
  }

  @Test
  void secretsAreReferredToAndNeverShown() throws IOException {
    Path secret = Files.writeString(folder.resolve("pw"), "from-file\n");
    Settings settings =
        load(
            Map.of("PW", "from-env"),
            "catalog.jdbc.password = ${env:PW}",
            "catalog.credential = ${file:" + secret + "}",
            "catalog.uri = jdbc:${env:PW}/x");
    assertThat(settings.catalogProperties())
        .containsEntry("jdbc.password", "from-env")
        .containsEntry("credential", "from-file")
        .containsEntry("uri", "jdbc:from-env/x");
    assertThat(settings.catalog())
        .filteredOn(setting -> Secrets.is(setting.key()))
        .hasSize(2)
        .allSatisfy(setting -> assertThat(setting.shown()).isEqualTo("****"));
    assertThatThrownBy(() -> load(Map.of(), "catalog.jdbc.password = hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot use secret 'catalog.jdbc.password' in plain words")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> load(Map.of(), "catalog.token = ${env:NOT_THERE}"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("there is no variable 'NOT_THERE'");
    assertThatThrownBy(() -> load(Map.of(), "catalog.token = ${file:/not/there}"))
        .hasMessageContaining("file '/not/there' cannot be read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "catalog.credential", "catalog.token", "catalog.jdbc.password",
        "catalog.s3.secret-access-key", "catalog.hadoop.fs.s3a.secret.key",
            "catalog.header.Authorization",
        "serve.tls-password", "catalog.adls.account-key"
      })
  void theseAreSecrets(String key) {
    assertThat(Secrets.is(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "warehouse",
        "ingest.chunk-tokens",
        "catalog.token-refresh-enabled",
        "serve.token-file",
        "catalog.oauth2-server-uri",
        "catalog.s3.access-key-id"
      })
  void theseAreNone(String key) {
    assertThat(Secrets.is(key)).isFalse();
  }

  @Test
  void unknownKeysAreNamedWithTheNearest() throws IOException {
    Settings settings = load(Map.of("NEARFIELD_SERCH_K", "3", "HOME", "/x"), "search.nprobs = 5");
    assertThatThrownBy(() -> settings.requireKnown(List.of("search.nprobe", "search.k")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no setting 'search.nprobs'; did you mean 'search.nprobe'?");
    assertThat(settings.unknownVariables(List.of("search.nprobe", "search.k")))
        .containsExactly("NEARFIELD_SERCH_K");
  }

  @Test
  void aFileThatIsNamedMustBeThere() {
    assertThatThrownBy(() -> Settings.load(Map.of(), "/not/there.properties"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("/not/there.properties")
        .hasMessageContaining("--config");
    assertThatThrownBy(() -> Settings.load(Map.of("NEARFIELD_CONFIG", "/not/there"), null))
        .hasMessageContaining("NEARFIELD_CONFIG");
    assertThat(Settings.load(Map.of("HOME", folder.toString()), null).file()).isEmpty();
  }

  @Test
  void theHomeFolderIsLookedInto() throws IOException {
    Path file = folder.resolve(".nearfield/nearfield.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "search.k = 7");
    assertThat(Settings.load(Map.of("HOME", folder.toString()), null).find("search.k"))
        .map(Setting::value)
        .contains("7");
  }
}
