package io.nearfield.connect.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.View;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Query documents of other systems, over the grid of 10 x 10 items that Dataloop's examples use.
 */
class QueriesTest {

  @TempDir static Path folder;
  private static Lake lake;
  private static Queries queries;

  private static String id(int x, int y) {
    return "dir%d/x-%02d_y-%02d.jpg".formatted(x % 2, x, y);
  }

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    List<Entity> grid = new ArrayList<>();
    List<Map<String, Object>> items = new ArrayList<>();
    for (int x = 0; x < 10; x++) {
      for (int y = 0; y < 10; y++) {
        grid.add(new Entity(id(x, y), new float[] {x, y}, Map.of("price", (double) y)));
        Map<String, Object> item = new HashMap<>();
        item.put("entity_id", id(x, y));
        item.put("uri", "file:/pictures/" + id(x, y));
        item.put("media_type", "image/jpeg");
        item.put("price", (double) y);
        item.put("brand", x < 5 ? "Nike" : "Asics");
        item.put("tags", x == y ? List.of("diagonal", "grid") : List.of("grid"));
        items.add(item);
      }
    }
    LakeFixture.writeItems(
        lake,
        "coco",
        Map.of(
            "price", Types.DoubleType.get(),
            "brand", Types.StringType.get(),
            "tags", Types.ListType.ofOptional(0, Types.StringType.get())),
        items);
    FeatureSet xy = LakeFixture.featureSet("coco", "xy", Metric.EUCLIDEAN, 2);
    LakeFixture.writeFeatures(lake, xy, grid);
    LakeFixture.build(
        lake,
        Plan.of("grid", xy, "IVF4,Flat").withFilterColumns(Map.of("price", AttributeType.DOUBLE)),
        grid);
    // No index by Euclidean distance here: all vectors are compared.
    LakeFixture.writeFeatures(
        lake, LakeFixture.featureSet("coco", "plain", Metric.COSINE, 2), grid);
    queries =
        new Queries(
            lake,
            (index, lookup) -> {
              try (IndexSearcher searcher =
                  IndexSearcher.open(
                      lake,
                      index,
                      set -> {
                        throw new AssertionError("no model is needed");
                      })) {
                return searcher.search(lookup);
              }
            },
            location -> new Words(location));
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  /** Reads "3 4" as the vector (3, 4); the model of that name takes pictures, one byte a number. */
  private record Words(String location) implements EmbeddingModel {
    @Override
    public ModelIdentity identity() {
      return new ModelIdentity(location, location, 2);
    }

    @Override
    public boolean accepts(Class<? extends Content> kind) {
      return kind == (location.equals("eye") ? Content.Image.class : Content.Text.class);
    }

    @Override
    public float[] embed(Content content) {
      if (content instanceof Content.Image image) {
        return new float[] {image.bytes()[0], image.bytes()[1]};
      }
      String[] numbers = ((Content.Text) content).text().split("\\s+");
      return new float[] {Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1])};
    }

    @Override
    public void close() {}
  }

  /** As their tutorial has it, but for the name of the set. */
  private static String dataloop(String set, String input, String more, String filter) {
    return """
        {
            "filter": %s,
            "page": 0,
            "pageSize": 1000,
            "resource": "items",
            "join": {
                "on": {
                    "resource": "feature_vectors",
                    "local": "entityId",
                    "forigen": "id"
                },
                "filter": {
                    "value": {
                        "$euclid": {
                            "input": %s,
                            %s
                            "$euclidSort": {"eu_dist": "ascending"}
                        }
                    },
                    "featureSetId": "%s"
                }
            }
        }
        """
        .formatted(filter, input, more, set);
  }

  private static final String ALL = "{\"$and\": [{\"hidden\": false}, {\"type\": \"file\"}]}";

  private static List<Object> field(QueryAnswer answer, String name) {
    return answer.items().stream().map(item -> item.get(name)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xy", "plain"})
  void theTutorialsQueryRunsUnchanged(String set) {
    QueryAnswer answer = queries.answer("coco", dataloop(set, "[5, 5]", "", ALL));
    assertThat(answer.items()).hasSize(100);
    assertThat(answer.items().get(0))
        .containsEntry("id", id(5, 5))
        .containsEntry("name", "x-05_y-05.jpg")
        .containsEntry("dir", "/dir1")
        .containsEntry("type", "file")
        .containsEntry("eu_dist", 0.0f);
    assertThat(field(answer, "eu_dist"))
        .isSortedAccordingTo((a, b) -> Float.compare((Float) a, (Float) b));
    assertThat((Float) answer.items().get(99).get("eu_dist"))
        .isCloseTo((float) Math.sqrt(50), within(1e-5f));
    assertThat(answer.answeredBy()).contains(set.equals("xy") ? "index coco.grid" : "coco.plain");
    assertThat(answer.items().get(0).get("metadata").toString())
        .contains("image/jpeg", "price=5.0", "brand=Asics");
  }

  @ParameterizedTest
  @CsvSource({"$lte,1,5", "$lt,1,1", "$eq,1,4", "$gte,7,1", "$gt,7,1", "$ne,0,99"})
  void distancesAreBoundedByOperators(String operator, double bound, int count) {
    for (String set : List.of("xy", "plain")) {
      QueryAnswer answer =
          queries.answer(
              "coco",
              dataloop(
                  set, "[5, 5]", "\"$euclidFilter\": {\"" + operator + "\": " + bound + "},", ALL));
      assertThat(answer.items()).as(set + operator).hasSize(count);
      assertThat(answer.total()).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"metadata.user.brand\": \"Nike\"} | 50",
        "{\"brand\": {\"$ne\": \"Nike\"}} | 50",
        "{\"dir\": \"/dir1\", \"metadata.user.price\": {\"$lt\": 3}} | 15",
        "{\"filename\": {\"$glob\": \"/dir0/x-0?_y-00.jpg\"}} | 5",
        "{\"$or\": [{\"name\": \"x-01_y-01.jpg\"}, {\"name\": \"x-02_y-02.jpg\"}]} | 2",
        "{\"tags\": \"diagonal\"} | 10",
        "{\"hidden\": true} | 0",
        "{\"annotated\": false, \"metadata.system.mimetype\": \"image/jpeg\"} | 100",
      })
  void itemsAreFilteredByTheirFields(String filter, int count) {
    QueryAnswer byIndex = queries.answer("coco", dataloop("xy", "[5, 5]", "", filter));
    QueryAnswer byScan = queries.answer("coco", dataloop("plain", "[5, 5]", "", filter));
    assertThat(byIndex.items()).hasSize(count);
    assertThat(field(byScan, "id")).isEqualTo(field(byIndex, "id"));
    String listed = "{\"filter\": %s, \"sort\": {\"filename\": \"ascending\"}}".formatted(filter);
    assertThat(Set.copyOf(field(queries.answer("coco", listed), "id")))
        .isEqualTo(Set.copyOf(field(byIndex, "id")));
  }

  @Test
  void aFeatureIsSearchedByItsIdAndLeftOut() {
    for (String set : List.of("xy", "plain")) {
      QueryAnswer answer = queries.answer("coco", dataloop(set, "\"" + id(5, 5) + "\"", "", ALL));
      assertThat(field(answer, "id")).hasSize(99).doesNotContain(id(5, 5));
      assertThat(answer.items().get(0).get("eu_dist")).isEqualTo(1.0f);
    }
    assertThatThrownBy(() -> queries.answer("coco", dataloop("plain", "\"nobody\"", "", ALL)))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'nobody'");
  }

  @Test
  void pagesBothSpellingsAndTheFarthestFirst() {
    String second =
        dataloop("plain", "[0, 0]", "", ALL)
            .replace("\"page\": 0", "\"page\": 1")
            .replace("\"pageSize\": 1000", "\"pageSize\": 30")
            .replace("forigen", "foreign");
    QueryAnswer answer = queries.answer("coco", second);
    assertThat(answer.items()).hasSize(30);
    assertThat(answer.total()).isEqualTo(100);
    assertThat(answer.hasNextPage()).isTrue();
    QueryAnswer farthest =
        queries.answer(
            "coco", dataloop("xy", "[0, 0]", "", ALL).replace("ascending", "descending"));
    assertThat(farthest.items().get(0)).containsEntry("id", id(9, 9));
  }

  @Test
  void featuresAreAskedAsTheirSdkAsksThem() {
    String custom =
        """
        {"value": {"$euclid": {"input": [5, 5], "$euclidSort": {"eu_dist": "ascending"}}},
         "featureSetId": "plain"}
        """;
    QueryAnswer answer = queries.answer(null, custom);
    assertThat(answer.items().get(0))
        .containsEntry("entityId", id(5, 5))
        .containsEntry("value", List.of(5f, 5f))
        .containsEntry("featureSetId", "plain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pageSize | pageSise | no field 'pageSise'; did you mean 'pageSize'?",
        "\"pageSize\": 1000 | \"pageSize\": \"x\" | at 'pageSize': a whole number of at least 1",
        "\"pageSize\": 1000 | \"pageSize\": 20000 | k must be from 1 to 10000",
        "\"resource\": \"items\" | \"resource\": \"tasks\" | at 'resource': 'items' or 'annotations'",
        "feature_vectors | features | at 'join.on.resource': 'feature_vectors' is expected",
        "forigen | forein | at 'join.on': no field 'forein'; did you mean 'foreign'?",
        "$euclidSort | $euclidSrt | at 'join.filter.value.$euclid': no field '$euclidSrt'; did you",
        "ascending | up | at 'join.filter.value.$euclid.$euclidSort.eu_dist': 'ascending' or",
        "[5, 5] | [5, \"x\"] | at 'join.filter.value.$euclid.input[1]': a finite number",
        "[5, 5] | [] | at 'join.filter.value.$euclid.input': an array of numbers",
        "[5, 5] | [5, 5, 5] | dimension 3",
        "featureSetId | featureSet | at 'join.filter': no field 'featureSet'; did you mean",
        "\"plain\" | \"plane\" | Cannot find feature set 'plane' of dataset 'coco': there are",
        "\"hidden\" | \"hiden\" | no column 'hiden'; did you mean 'hidden'?",
      })
  void whatCannotBeIsNamedWithItsPlace(String what, String instead, String message) {
    String broken = dataloop("plain", "[5, 5]", "", ALL).replace(what, instead);
    assertThatThrownBy(() -> queries.answer("coco", broken)).hasMessageContaining(message);
  }

  private static void semantic(String name, String measure, String... keysAndModels) {
    List<SemanticIndex.KeyedModel> models = new ArrayList<>();
    for (int i = 0; i < keysAndModels.length; i += 2) {
      models.add(
          new SemanticIndex.KeyedModel(
              List.of(keysAndModels[i].split("\\+")), keysAndModels[i + 1]));
    }
    SemanticIndex index = new SemanticIndex(name, "xy", models, measure);
    assertThat(SemanticIndex.ofJson(index.toJson())).isEqualTo(index);
    lake.semanticIndexes("coco").save(name, index.toJson(), true);
  }

  private static QueryAnswer like(String index, String like, String more) {
    return queries.answer(
        null, "{\"like\": %s, \"vector_index\": \"%s\"%s}".formatted(like, index, more));
  }

  @Test
  void aDocumentIsEncodedByTheFirstModelWhoseKeyItHas() {
    semantic("my-index", "euclidean", "captions", "words", "image", "eye");
    QueryAnswer byWords = like("my-index", "{\"captions\": \"3 4\"}", ", \"n\": 5");
    assertThat(byWords.items()).hasSize(5);
    assertThat(byWords.items().get(0))
        .containsEntry("_id", id(3, 4))
        .containsEntry("brand", "Nike");
    assertThat((Double) byWords.items().get(0).get("score")).isCloseTo(0, within(1e-9));
    assertThat(byWords.answeredBy()).isEqualTo("index coco.grid");
    QueryAnswer both =
        like("my-index", "{\"image\": {\"$binary\": \"BwE=\"}, \"captions\": \"3 4\"}", "");
    assertThat(both.items()).hasSize(10);
    assertThat(both.items().get(0)).containsEntry("_id", id(3, 4));
    assertThat(like("my-index", "{\"image\": {\"$binary\": \"BwE=\"}}", "").items().get(0))
        .containsEntry("_id", id(7, 1));
    assertThatThrownBy(() -> like("my-index", "{\"title\": \"3 4\"}", ""))
        .hasMessageContaining("encodes captions, image, got title");
    assertThatThrownBy(() -> like("my-indx", "{\"captions\": \"3 4\"}", ""))
        .hasMessageContaining("'my-indx'");
    assertThatThrownBy(
            () -> queries.answer("coco", "{\"like\": {\"a\": 1}, \"vector_index\": \"my-indx\"}"))
        .hasMessageContaining("did you mean 'my-index'?");
  }

  @Test
  void theExactFilterHoldsForEveryResult() {
    semantic("filtered", "euclidean", "captions", "words");
    QueryAnswer answer =
        like(
            "filtered",
            "{\"captions\": \"9 9\"}",
            ", \"n\": 10, \"find\": {\"brand\": \"Nike\", \"tags\": \"diagonal\"}");
    assertThat(field(answer, "_id"))
        .containsExactly(id(4, 4), id(3, 3), id(2, 2), id(1, 1), id(0, 0));
    assertThat(
            field(
                like(
                    "filtered",
                    "{\"captions\": \"9 9\"}",
                    ", \"find\": {\"_id\": {\"$in\": [\"" + id(0, 0) + "\"]}}"),
                "_id"))
        .containsExactly(id(0, 0));
  }

  /** Counts only the first number. */
  public static final class FirstNumber implements Measure {
    @Override
    public float distance(float[] a, float[] b) {
      return Math.abs(a[0] - b[0]);
    }
  }

  @Test
  void measuresAreKnownOnesOrClasses() {
    semantic("css", "css", "captions", "words");
    QueryAnswer css = like("css", "{\"captions\": \"2 4\"}", ", \"n\": 4");
    assertThat(Set.copyOf(field(css, "_id")))
        .isEqualTo(Set.of(id(1, 2), id(2, 4), id(3, 6), id(4, 8)));
    assertThat((Double) css.items().get(0).get("score")).isCloseTo(1, within(1e-6));
    semantic("dot", "dot", "captions", "words");
    assertThat(like("dot", "{\"captions\": \"1 1\"}", ", \"n\": 1").items().get(0))
        .containsEntry("_id", id(9, 9))
        .containsEntry("score", 18.0);
    semantic("own", FirstNumber.class.getName(), "captions", "words");
    assertThat(field(like("own", "{\"captions\": \"6 0\"}", ", \"n\": 10"), "_id"))
        .isEqualTo(IntStream.range(0, 10).mapToObj(y -> id(6, y)).toList());
    assertThatThrownBy(() -> semantic("no", "cosin", "captions", "words"))
        .hasMessageContaining("did you mean 'cosine'?");
    assertThatThrownBy(() -> semantic("no", String.class.getName(), "captions", "words"))
        .hasMessageContaining("does not implement");
  }

  @Test
  void theDatasetIsTheOneThatHasIt() {
    assertThat(queries.answer(null, dataloop("plain", "[5, 5]", "", ALL)).items()).hasSize(100);
    assertThatThrownBy(() -> queries.answer(null, dataloop("nothing", "[5, 5]", "", ALL)))
        .hasMessageContaining("feature set 'nothing' is in none");
    assertThatThrownBy(() -> queries.answer("cocoa", dataloop("plain", "[5, 5]", "", ALL)))
        .hasMessageContaining("Cannot find dataset 'cocoa'");
  }

  @Test
  void viewsNarrowALookupAndFiltersReachBeyondTheIndex() {
    lake.views("coco").save(View.filtered("nike", "brand = 'Nike'"), true);
    lake.views("coco").save(View.of("few", List.of(id(9, 9), id(8, 8)), null), true);
    var ref = lake.resolveIndex("grid", "coco");
    var asked = Lookup.of(vector(9, 9), 100);
    assertThat(search(ref, LookupScope.resolve(lake, ref, asked, "few")))
        .containsExactly(id(9, 9), id(8, 8));
    assertThat(search(ref, LookupScope.resolve(lake, ref, asked, "nike"))).hasSize(50);
    assertThat(
            search(
                ref,
                LookupScope.resolve(
                    lake, ref, asked.withFilter("{\"tags\": \"diagonal\"}"), "nike")))
        .hasSize(5);
    var priced = LookupScope.resolve(lake, ref, asked.withFilter("price < 3"), null);
    assertThat(priced.scope().filter()).isEqualTo("price < 3");
    assertThat(search(ref, priced)).hasSize(30);
    assertThatThrownBy(
            () -> LookupScope.resolve(lake, ref, asked.withFilter("colour = 'red'"), null))
        .hasMessageContaining("no column 'colour'");
    assertThatThrownBy(() -> LookupScope.resolve(lake, ref, asked, "nikee"))
        .hasMessageContaining("did you mean 'nike'?");
  }

  private static Lookup.Query vector(float x, float y) {
    return new Lookup.ByVector(new float[] {x, y});
  }

  private static List<String> search(IndexRef ref, Lookup lookup) {
    try (IndexSearcher searcher = IndexSearcher.open(lake, ref, set -> null)) {
      return searcher.search(lookup).neighbours().stream()
          .map(neighbour -> neighbour.entityId())
          .collect(Collectors.toList());
    }
  }
}
