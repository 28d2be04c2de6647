package io.nearfield.connect.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorLineTest {

  private static VectorLine one(String line) {
    assertThat(VectorLine.parse(line, "set")).hasSize(1);
    return VectorLine.parse(line, "set").get(0);
  }

  @Test
  void aVectorHasManyNames() {
    for (String line :
        new String[] {
          "{'id': 'a', 'vector': [0.5, -2]}",
          "{'entityId': 'a', 'value': [0.5, -2], 'more': {}}",
          "{'entity_id': 'a', 'embedding': [0.5, -2]}"
        }) {
      VectorLine read = one(line.replace('\'', '"'));
      assertThat(read.refused()).isNull();
      assertThat(read.entityId()).isEqualTo("a");
      assertThat(read.vector()).containsExactly(0.5f, -2);
    }
    assertThat(one("{\"id\": 17, \"vector\": [1]}").entityId()).isEqualTo("17");
  }

  @Test
  void anExportedItemGivesTheFeaturesOfOneSet() {
    String line =
        "{'id':'p','features':[{'featureSetId':'set','value':[1]},"
            + "{'featureSetId':'other','value':[2]},"
            + "{'featureSetId':'set','entityId':'p#1','value':[3]}]}";
    assertThat(VectorLine.parse(line.replace('\'', '"'), "set"))
        .extracting(VectorLine::entityId, VectorLine::itemId)
        .containsExactly(tuple("p", null), tuple("p#1", "p"));
    assertThat(VectorLine.parse(line.replace('\'', '"'), "nothing")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "malformed-json   | {'id': 'a', 'vector': [1,}",
        "malformed-json   | {'id': 'a', 'vector': [1]} x",
        "malformed-json   | [1, 2]",
        "missing-id       | {'vector': [1]}",
        "bad-id           | {'id': ' ', 'vector': [1]}",
        "missing-vector   | {'id': 'a'}",
        "malformed-vector | {'id': 'a', 'vector': 'x'}",
        "malformed-vector | {'id': 'a', 'vector': [1, null]}",
        "malformed-vector | {'id': 'a', 'vector': [1, [2]]}"
      })
  void whatIsNoVectorIsRefused(String reason, String line) {
    assertThat(one(line.replace('\'', '"')).refused().reason()).isEqualTo(reason);
  }

  @Test
  void numbersThatAreNoneAreLeftToTheRules() {
    assertThat(one("{\"id\": \"a\", \"vector\": [NaN, 1e300]}").vector())
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY);
  }
}
