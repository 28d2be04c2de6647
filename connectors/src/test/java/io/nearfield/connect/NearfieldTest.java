package io.nearfield.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.api.NotFoundException;
import io.nearfield.connect.iceberg.ItemFixture;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nearfield as a library, with the built-in model. */
class NearfieldTest {

  private static final List<String> TEXTS =
      List.of(
          "a warm jacket for the rain",
          "a wool sweater for winter",
          "a garden chair of oak",
          "a bicycle for children",
          "a pot for coffee",
          "a tent for two",
          "a lamp for reading",
          "a rake for leaves",
          "a pair of red boots",
          "a knife for bread",
          "a map of the Alps",
          "a kite",
          "a drum",
          "a guitar",
          "a cake tin",
          "a watering can",
          "a woollen hat",
          "a raincoat with a hood",
          "a rope",
          "a hammock");

  @TempDir private static Path folder;

  @BeforeAll
  static void fill() {
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()));
        EmbeddingModel model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults())) {
      List<Map<String, Object>> items = new ArrayList<>();
      List<Entity> entities = new ArrayList<>();
      for (int i = 0; i < TEXTS.size(); i++) {
        String id = "sku-" + i;
        items.add(
            Map.of(
                "entity_id",
                id,
                "uri",
                "memory:" + i,
                "media_type",
                "text/plain",
                "text",
                TEXTS.get(i),
                "content_hash",
                "h" + i,
                "price",
                (double) i));
        entities.add(
            new Entity(
                id, model.embed(new Content.Text(TEXTS.get(i))), Map.of("price", (double) i)));
      }
      ItemFixture.append(lake, "shop", Map.of("price", Types.DoubleType.get()), items);
      FeatureSet set =
          new FeatureSet("shop", "words", Metric.COSINE, model.identity(), Models.DEFAULT_TEXT);
      LakeFixture.build(
          lake,
          Plan.of("things", set, "IVF2,Flat")
              .withFilterColumns(Map.of("price", AttributeType.DOUBLE)),
          entities);
    }
  }

  private static List<String> ids(Neighbours neighbours) {
    return neighbours.neighbours().stream().map(Neighbour::entityId).toList();
  }

  @Test
  void theExampleOfTheDocumentationCompilesAndRuns(@TempDir Path work) throws Exception {
    String source =
        Files.readString(Path.of("src/main/java/io/nearfield/connect/Nearfield.java"))
            .replaceAll("(?s)^.*?<pre>\\{@code\\n(.*?) \\* }</pre>.*$", "$1")
            .lines()
            .map(line -> line.replaceFirst("^ \\* ?", ""))
            .collect(Collectors.joining("\n"));
    String program =
        """
        import io.nearfield.connect.*;
        import io.nearfield.connect.api.*;
        import io.nearfield.index.Metric;
        import java.util.*;

        public class Example {
          public static Object[] run() {
            %s
          }
        }
        """
            .formatted(
                source
                    .replace("./nearfield-warehouse", folder.toString())
                    .replaceFirst(
                        "(?s)\\n}\\s*$", "\nreturn new Object[] {vectors, near, more, items};\n}"));
    Path file = Files.writeString(work.resolve("Example.java"), program);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                work.toString(),
                file.toString());
    assertThat(status).as(errors.toString(StandardCharsets.UTF_8) + program).isZero();

    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Object[] results;
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {work.toUri().toURL()}, getClass().getClassLoader())) {
      results = (Object[]) loader.loadClass("Example").getMethod("run").invoke(null);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    } finally {
      System.setOut(out);
    }
    assertThat(results[0]).isEqualTo(2L);
    assertThat(ids((Neighbours) results[1])).hasSize(5).startsWith("sku-0").contains("sku-17");
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("sku-0 0.").hasLineCount(5);
    assertThat(ids((Neighbours) results[2])).hasSize(9).doesNotContain("sku-17");
    assertThat(((Map<?, ?>) results[3]).keySet()).isEqualTo(Set.of("sku-17"));
  }

  @Test
  void aQuestionCanBeKeptAndAskedInSeveralWays() {
    try (Nearfield nearfield = Nearfield.open(folder.toString())) {
      Question warm = nearfield.dataset("shop").index("things").lookup().text("something warm");
      List<String> near = ids(warm.k(20).find());
      assertThat(ids(warm.k(3).find())).isEqualTo(near.subList(0, 3));
      assertThat(ids(warm.page(1, 3).find())).isEqualTo(near.subList(3, 6));
      assertThat(ids(warm.k(2).within(List.of("sku-3", "sku-4")).find()))
          .containsExactlyInAnyOrder("sku-3", "sku-4");
      assertThat(ids(warm.k(1).farthest().find())).isEqualTo(near.subList(19, 20));
      assertThat(warm.k(1).returning().find().neighbours().get(0).attributes()).isEmpty();
      assertThat(warm.ids(List.of("sku-1", "sku-2")).k(2).findEach())
          .containsOnlyKeys("sku-1", "sku-2");
    }
  }

  @Test
  void followsTheIndex() throws Exception {
    try (Nearfield nearfield = Nearfield.open(folder.toString())) {
      SearchIndex index = nearfield.dataset("shop").index("things");
      IndexRef ref = index.ref();
      long before = index.generation().number();
      FeatureSet set = nearfield.dataset("shop").features("words").set();
      List<Entity> entities = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        float[] vector = new float[set.dimension()];
        vector[i] = 1;
        entities.add(new Entity("sku-" + i, vector, Map.of("price", (double) i)));
      }
      LakeFixture.build(
          nearfield.lake(),
          Plan.of(ref.name(), set, "IVF1,Flat")
              .withFilterColumns(Map.of("price", AttributeType.DOUBLE)),
          entities);
      while (index.generation().number() == before) {
        Thread.sleep(50);
      }
      float[] query = new float[set.dimension()];
      query[1] = 1;
      assertThat(ids(index.lookup().vector(query).find())).startsWith("sku-1").hasSize(3);
      nearfield.lake().index(ref).rollback(before);
    }
  }

  @Test
  void saysWhatIsMissing() {
    try (Nearfield nearfield = Nearfield.open(folder.toString())) {
      assertThatThrownBy(() -> nearfield.dataset("stop"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("shop");
      Dataset shop = nearfield.dataset("shop");
      assertThatThrownBy(() -> shop.index("thongs")).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> shop.index("things").lookup().k(3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("what for");
      Features mine = shop.createFeatures("short", 2, Metric.DOT);
      assertThatThrownBy(() -> mine.add(Map.of("a", new float[] {1, 2, 3})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("entity 'a'");
    }
  }
}
