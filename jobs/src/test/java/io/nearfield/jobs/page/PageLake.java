package io.nearfield.jobs.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.EntryLocation;
import io.nearfield.connect.iceberg.ItemFixture;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import io.nearfield.jobs.quickstart.sample.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A small warehouse with what the page has to show: the sample's products, passages of a document
 * and one hostile text in {@link #SHOP}, with three indexes; the sample's pictures in {@link
 * #PICTURES}. Embedded by the built-in models, without an engine.
 */
final class PageLake {

  static final String SHOP = "shop";
  static final String PICTURES = "pictures";
  static final String MEANING = "meaning";
  static final String CODES = "codes";
  static final String FRESH = "fresh";
  static final String LOOKS = "looks";
  static final String HOSTILE =
      "<img src=x onerror=\"document.title='broken in'\"> pitch it on <b>rock</b>";

  private static final int PRODUCTS = 160;
  private static final int PICTURE_COUNT = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, AttributeType> SHOP_COLUMNS =
      Map.of(
          "title", AttributeType.STRING,
          "category", AttributeType.STRING,
          "lang", AttributeType.STRING,
          "price", AttributeType.DOUBLE,
          "in_stock", AttributeType.BOOLEAN,
          "released", AttributeType.DATE);

  private final Lake lake;
  private final Path folder;
  private final List<Map<String, Object>> shopItems = new ArrayList<>();
  private final Map<String, float[]> vectors = new HashMap<>();

  PageLake(Lake lake, Path folder) {
    this.lake = lake;
    this.folder = folder;
  }

  void build() throws IOException {
    SampleData.writeTo(folder);
    shop();
    pictures();
  }

  /** One of the sample's pictures. */
  Path picture(int number) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().toList().get(number);
    }
  }

  private void shop() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("catalogue.jsonl"));
    for (int i = 0; i < PRODUCTS; i++) { // English ones come first, then other languages
      int line = i < PRODUCTS / 2 ? i : lines.size() - PRODUCTS + i;
      shopItems.add(product(JSON.readTree(lines.get(line))));
    }
    String[] passages = {
      "Pitch the tent with its back to the wind and peg the corners first.",
      "In the morning dew dries fastest where the first sun falls.",
      "Cook away from the fabric, and never inside a closed porch.",
    };
    for (int i = 0; i < passages.length; i++) {
      Map<String, Object> passage = text("first-night.pdf#" + i, passages[i]);
      passage.put("document_id", "first-night.pdf");
      passage.put("page", i + 3);
      passage.put("chapter", "Where to sleep");
      passage.put("char_from", 100 * i);
      passage.put("char_to", 100 * i + passages[i].length());
      passage.put("lang", "en");
      passage.put("category", "guides");
      shopItems.add(passage);
    }
    Map<String, Object> hostile = text("hostile", HOSTILE);
    hostile.put("lang", "en");
    hostile.put("category", "<script>alert(1)</script>");
    shopItems.add(hostile);
    ItemFixture.append(lake, SHOP, shopTypes(), shopItems);
    lake.append(
        SHOP,
        new Run(
            "20261120-1",
            "ingest",
            "items",
            "SUCCEEDED",
            Map.of(),
            Map.of("ingested", 164.0),
            null,
            Instant.parse("2026-11-20T10:00:00Z"),
            Instant.parse("2026-11-20T10:00:07Z")));
    index(MEANING, "IVF12,Flat", shopItems);
    index(CODES, "IVF12,PQ16x4", shopItems);
    index(FRESH, "IVF12,Flat", shopItems);
  }

  /** Adds an item and builds the next generation of {@link #FRESH} with it. */
  void add(String id, String words) throws IOException {
    Map<String, Object> item = text(id, words);
    item.put("lang", "en");
    item.put("category", "news");
    shopItems.add(item);
    ItemFixture.append(lake, SHOP, shopTypes(), List.of(item));
    index(FRESH, "IVF12,Flat", shopItems);
  }

  private void index(String name, String spec, List<Map<String, Object>> items) throws IOException {
    EmbeddingModel model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());
    FeatureSet set =
        new FeatureSet(SHOP, "words", Metric.COSINE, model.identity(), Models.DEFAULT_TEXT);
    List<Entity> entities = new ArrayList<>();
    for (Map<String, Object> item : items) {
      Map<String, Object> attributes = new HashMap<>(item);
      attributes.keySet().retainAll(SHOP_COLUMNS.keySet());
      entities.add(
          new Entity(
              (String) item.get("entity_id"),
              vectors.computeIfAbsent(
                  (String) item.get("text"), text -> model.embed(new Content.Text(text))),
              attributes));
    }
    Plan plan = Plan.of(name, set, spec).withFilterColumns(SHOP_COLUMNS);
    Generation graded = LakeFixture.buildOnly(lake, plan, entities);
    long[] lengths = new long[plan.spec().cells()];
    try (CloseableIterable<EntryLocation> entries =
        lake.index(plan.ref()).locations(graded.number())) {
      entries.forEach(entry -> lengths[entry.cell()]++);
    }
    lake.index(plan.ref())
        .activate(
            graded.withFigures(
                new GenerationFigures(
                    null, GenerationFigures.Lists.of(lengths, new long[] {items.size()}), null)));
  }

  private static Map<String, Object> product(JsonNode node) {
    Map<String, Object> item = text(node.path("id").asText(), node.path("text").asText());
    item.put("title", node.path("title").asText());
    item.put("category", node.path("category").asText());
    item.put("lang", node.path("lang").asText());
    item.put("price", node.path("price").asDouble());
    item.put("in_stock", node.path("in_stock").asBoolean());
    item.put("released", LocalDate.parse(node.path("released").asText()));
    return item;
  }

  private static Map<String, Object> text(String id, String words) {
    Map<String, Object> item = new HashMap<>();
    item.put("entity_id", id);
    item.put("uri", "file:/shop/" + id);
    item.put("media_type", "text/plain");
    item.put("text", words);
    return item;
  }

  private static Map<String, Type> shopTypes() {
    Map<String, Type> types = new LinkedHashMap<>();
    types.put("title", Types.StringType.get());
    types.put("category", Types.StringType.get());
    types.put("lang", Types.StringType.get());
    types.put("price", Types.DoubleType.get());
    types.put("in_stock", Types.BooleanType.get());
    types.put("released", Types.DateType.get());
    return types;
  }

  private void pictures() throws IOException {
    EmbeddingModel model = Models.shared(Models.BUILT_IN_IMAGE, ModelOptions.defaults());
    List<Map<String, Object>> items = new ArrayList<>();
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < PICTURE_COUNT; i++) {
      Path file = picture(i);
      byte[] bytes = Files.readAllBytes(file);
      Map<String, Object> item = new HashMap<>();
      item.put("entity_id", file.getFileName().toString());
      item.put("uri", file.toUri().toString());
      item.put("media_type", "image/png");
      item.put("content_hash", Hashes.sha256(bytes));
      item.put("half", i < PICTURE_COUNT / 2 ? "first" : "second");
      items.add(item);
      entities.add(
          new Entity(
              file.getFileName().toString(),
              model.embed(new Content.Image(bytes)),
              Map.of("half", item.get("half"))));
    }
    ItemFixture.append(lake, PICTURES, Map.of("half", Types.StringType.get()), items);
    FeatureSet set =
        new FeatureSet(PICTURES, "look", Metric.COSINE, model.identity(), Models.BUILT_IN_IMAGE);
    LakeFixture.build(
        lake,
        Plan.of(LOOKS, set, "IVF4,Flat").withFilterColumns(Map.of("half", AttributeType.STRING)),
        entities);
  }
}
