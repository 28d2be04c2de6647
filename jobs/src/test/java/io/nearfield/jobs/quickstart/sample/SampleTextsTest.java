package io.nearfield.jobs.quickstart.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTextsTest {

  private static final Pattern HELP_LINE =
      Pattern.compile(
          "(help-[a-z0-9-]+),\"([^\"]+)\",([a-z]+),(en|de|fr|es),(\\d{4}-\\d{2}-\\d{2})");

  @TempDir static Path folder;

  private static final List<JsonNode> products = new ArrayList<>();
  private static List<String> help;

  @BeforeAll
  static void writeSample() throws IOException {
    SampleData.writeTo(folder);
    for (String line : Files.readAllLines(folder.resolve("catalogue.jsonl"))) {
      products.add(new ObjectMapper().readTree(line));
    }
    help = Files.readAllLines(folder.resolve("help.csv"));
  }

  @Test
  void catalogueHasSeveralHundredProductsWithTypedAttributes() {
    assertThat(products).hasSizeGreaterThanOrEqualTo(420);
    assertThat(products)
        .allSatisfy(
            product -> {
              assertThat(product.get("title").asText()).isNotBlank();
              assertThat(product.get("category").asText()).isNotBlank();
              assertThat(product.get("price").isDouble()).isTrue();
              assertThat(product.get("price").asDouble()).isPositive();
              assertThat(product.get("in_stock").isBoolean()).isTrue();
              assertThat(product.get("rating").isDouble()).isTrue();
              assertThat(product.get("rating").asDouble()).isBetween(1.0, 5.0);
              assertThat(LocalDate.parse(product.get("released").asText()))
                  .isBetween(LocalDate.of(2015, 1, 1), LocalDate.of(2026, 1, 1));
              if (product.has("weight_grams")) {
                assertThat(product.get("weight_grams").isIntegralNumber()).isTrue();
                assertThat(product.get("weight_grams").asLong()).isPositive();
              }
            });
    assertThat(products).anySatisfy(p -> assertThat(p.has("weight_grams")).isFalse());
    assertThat(products).anySatisfy(p -> assertThat(p.get("in_stock").asBoolean()).isFalse());
  }

  @Test
  void idsAreUniqueOverCatalogueAndHelpAndMayIdentifyEntities() {
    Set<String> ids = new HashSet<>();
    for (JsonNode product : products) {
      assertThat(ids.add(Names.checkEntityId(product.get("id").asText())))
          .as(product.get("id").asText())
          .isTrue();
    }
    for (String line : help.subList(1, help.size())) {
      assertThat(ids.add(line.substring(0, line.indexOf(',')))).as(line).isTrue();
    }
  }

  @Test
  void noTextIsSaidTwiceAndEachNamesItsThing() {
    Set<String> texts = new HashSet<>();
    for (JsonNode product : products) {
      String text = product.get("text").asText();
      assertThat(texts.add(text)).as(text).isTrue();
      assertThat(text).startsWith(product.get("title").asText()).hasSizeBetween(50, 400);
    }
  }

  @Test
  void aQuarterOfTheCatalogueIsNotEnglish() {
    long english = products.stream().filter(p -> p.get("lang").asText().equals("en")).count();
    assertThat(english).isBetween(products.size() * 70L / 100, products.size() * 80L / 100);
    assertThat(products.stream().map(p -> p.get("lang").asText()).distinct())
        .containsExactlyInAnyOrder("en", "de", "fr", "es");
  }

  @Test
  void helpLinesHaveTheColumnsOfTheHeader() {
    assertThat(help.get(0)).isEqualTo("id,text,topic,lang,updated");
    assertThat(help.subList(1, help.size()))
        .hasSizeGreaterThanOrEqualTo(40)
        .allMatch(line -> HELP_LINE.matcher(line).matches());
  }

  @Test
  void guidesAreShortMarkdownTexts() throws IOException {
    try (Stream<Path> guides = Files.list(folder.resolve("guides"))) {
      assertThat(guides)
          .hasSizeBetween(5, 8)
          .allSatisfy(
              guide -> {
                String text = Files.readString(guide);
                assertThat(text).startsWith("# ");
                assertThat(text.split("\\s+")).hasSizeBetween(150, 300);
              });
    }
  }

  @Test
  void fiveQuestionsAreAskedOneOfThemWithAFilter() {
    assertThat(SampleData.questions()).hasSize(5).allMatch(q -> q.k() >= 3 && !q.why().isBlank());
    assertThat(SampleData.questions())
        .anyMatch(q -> "price < 60 and in_stock = true".equals(q.filter()));
  }
}
