package io.nearfield.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.benchmarks.compare.Built;
import io.nearfield.benchmarks.compare.Row;
import io.nearfield.benchmarks.compare.RowResult;
import io.nearfield.benchmarks.compare.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommonlyToldTest {

  private static RowResult result(String row, double millis, long bytes) {
    return new RowResult(
        Row.parse(row),
        new RowResult.Measured(
            "Nearfield",
            "IVF4096,Flat",
            new Setting(40, 0),
            0.981,
            List.of(1000.0),
            millis,
            2 * millis,
            new Built(1, 1, bytes, 0, 0)),
        null,
        List.of(),
        0);
  }

  @Test
  void setsWhatWasMeasuredBesideWhatIsTold() {
    List<String> lines =
        CommonlyTold.lines(List.of(result("0.98-ivfflat", 0.4, 1_550_000_000L)), 1_000_000);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(3))
        .contains("5.00 ms, 98.0 %", "0.40 ms, 98.1 %, 1.55 GB", "12.5", "nprobe 40");
  }

  @Test
  void isSilentOnFewerVectorsAndOtherRows() {
    assertThat(CommonlyTold.lines(List.of(result("exact", 5, 1)), 100_000)).isEmpty();
    assertThat(CommonlyTold.lines(List.of(result("0.95-full", 5, 1)), 1_000_000)).isEmpty();
  }
}
