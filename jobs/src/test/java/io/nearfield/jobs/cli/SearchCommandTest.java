package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked on the command line, of a hundred entities on a line: e0 at 0, e1 at 1... */
class SearchCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static DoorFixture fixture;

  @BeforeAll
  static void build() {
    fixture = new DoorFixture(Map.of("NEARFIELD_WAREHOUSE", folder.toString()));
    Plan plan =
        Plan.of("line", LakeFixture.featureSet("shop", "numbers", Metric.EUCLIDEAN, 2), "IVF4,Flat")
            .withFilterColumns(Map.of("n", AttributeType.INT, "even", AttributeType.BOOLEAN));
    List<Entity> entities =
        IntStream.range(0, 100)
            .mapToObj(
                i -> new Entity("e" + i, new float[] {i, 0}, Map.of("n", i, "even", i % 2 == 0)))
            .toList();
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      LakeFixture.build(lake, plan, entities);
    }
  }

  private static List<JsonNode> lines(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("search", "--index", "line", "--json"));
    all.addAll(List.of(arguments));
    assertThat(fixture.run(all.toArray(String[]::new))).as("%s", fixture.errorLines()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : fixture.out().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<String> ids(String... arguments) throws IOException {
    return lines(arguments).stream().map(line -> line.get("id").textValue()).toList();
  }

  @Test
  void radiusWithBoundsAndTotal() throws IOException {
    List<JsonNode> within = lines("--vector", "50,0", "--radius", ">=1,<3", "-k", "3");
    assertThat(within)
        .extracting(line -> line.get("id").textValue())
        .containsExactly("e49", "e51", "e48");
    assertThat(within).allMatch(line -> line.get("total").intValue() == 4);
    assertThat(ids("--vector", "50,0", "--radius", "1")).containsExactly("e50", "e49", "e51");
  }

  @Test
  void farthestFirst() throws IOException {
    assertThat(ids("--vector", "0,0", "--farthest", "-k", "3"))
        .containsExactly("e99", "e98", "e97");
  }

  @Test
  void pagesCountOn() throws IOException {
    List<JsonNode> third = lines("--vector", "0,0", "--page", "2", "--page-size", "4");
    assertThat(third)
        .extracting(line -> line.get("id").textValue())
        .containsExactly("e8", "e9", "e10", "e11");
    assertThat(third)
        .extracting(line -> line.get("rank").intValue())
        .containsExactly(9, 10, 11, 12);
  }

  @Test
  void amongTheIdsOfAFile() throws IOException {
    Path view = Files.writeString(folder.resolve("view.txt"), "e7\n\n e90 \nnobody\ne31\n");
    assertThat(ids("--vector", "32,0", "--within", view.toString()))
        .containsExactly("e31", "e7", "e90");
    assertThat(ids("--vector", "32,0", "--within", view.toString(), "--filter", "even = true"))
        .containsExactly("e90");
  }

  @Test
  void severalEntitiesTogetherAndEach() throws IOException {
    assertThat(ids("--ids", "e10,e20", "-k", "1")).containsExactly("e15");
    List<JsonNode> each = lines("--ids", "e10,e20", "--combine", "each", "-k", "1");
    assertThat(each).extracting(line -> line.get("of").textValue()).containsExactly("e10", "e20");
    assertThat(each).extracting(line -> line.get("id").textValue()).containsExactly("e11", "e19");
    assertThat(fixture.run("search", "--index", "line", "--ids", "e1,e2", "--combine", "each"))
        .isZero();
    assertThat(fixture.out()).contains("e1:").contains("e2:");
  }

  @Test
  void chosenAttributes() throws IOException {
    JsonNode one = lines("--vector", "3,0", "-k", "1", "--attributes", "even").get(0);
    assertThat(one.get("attributes").toString()).isEqualTo("{\"even\":false}");
    assertThat(fixture.run("search", "--index", "line", "--vector", "3,0", "--attributes", "evn"))
        .isNotZero();
    assertThat(String.join(" ", fixture.errorLines())).contains("did you mean 'even'?");
  }

  @Test
  void peopleAreToldHowManyThereAre() {
    assertThat(fixture.run("search", "--index", "line", "--vector", "3,0", "--exact", "-k", "2"))
        .isZero();
    assertThat(String.join(" ", fixture.errorLines()))
        .contains("2 neighbours of 100 from shop.line");
  }
}
