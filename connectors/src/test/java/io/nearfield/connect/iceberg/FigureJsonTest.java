package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FigureJsonTest {

  @Test
  void figuresComeBackAsTheyWere() {
    GenerationFigures figures =
        new GenerationFigures(
            new Training("NEARFIELD", 4096, 42, 0.25, 0.03, 1.2),
            Lists.of(new long[] {0, 3, 40}, new long[] {20, 23}),
            new Coverage(7, 8, 2, 10, 3, 1, Instant.parse("2026-11-20T09:00:00Z"), 1.5, 0.1));
    ObjectNode json = new ObjectMapper().createObjectNode();
    FigureJson.write(json, figures);
    assertThat(FigureJson.read(json)).isEqualTo(figures);
  }

  @Test
  void whatIsUnknownIsAbsent() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    FigureJson.write(json, GenerationFigures.NONE);
    assertThat(json).isEmpty();
    assertThat(FigureJson.read(json)).isEqualTo(GenerationFigures.NONE);
  }

  @Test
  void listsAreCountedByTheirLength() {
    Lists lists = Lists.of(new long[] {0, 1, 2, 3, 31}, new long[] {37});
    assertThat(lists.bucketWidth()).isEqualTo(2);
    assertThat(lists.histogram()).hasSize(16);
    assertThat(lists.histogram().get(0)).isEqualTo(2);
    assertThat(lists.histogram().get(1)).isEqualTo(2);
    assertThat(lists.histogram().get(15)).isEqualTo(1);
    assertThat(lists.empty()).isEqualTo(1);
    assertThat(lists.partitionImbalance()).isEqualTo(1);
    assertThat(lists.imbalance()).isEqualTo(5 * (1 + 4 + 9 + 961.0) / (37 * 37));
  }
}
